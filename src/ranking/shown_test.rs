//! What was shown stays known, whatever the keys, and any bytes are a set or none.

use super::*;
use proptest::prelude::*;

fn keys(ids: &BTreeSet<i64>) -> Vec<Key> {
    ids.iter().map(|id| Key::Int(*id)).collect()
}

fn shown(ids: &[Key], room: usize) -> ShownSet {
    let candidates: Vec<&Key> = ids.iter().collect();
    let mut set = ShownSet::new(room, &candidates);
    ids.iter().for_each(|id| set.insert(id));
    set
}

#[test]
fn what_was_shown_is_known_and_nothing_else() {
    let ids: Vec<Key> = (0..600).map(Key::Int).collect();
    let set = shown(&ids[..300], 600);
    let mut whole = ShownSet::new(600, &ids.iter().collect::<Vec<_>>());
    ids[..300].iter().for_each(|id| whole.insert(id));
    assert!(
        ids[..300]
            .iter()
            .all(|id| set.contains(id) && whole.contains(id))
    );
    assert!(ids[300..].iter().all(|id| !whole.contains(id)));
}

#[test]
fn keys_of_all_types_are_told_apart() {
    let ids = [
        Key::Int(1),
        Key::Uuid([1; 16]),
        Key::Text("1".into()),
        Key::Text("".into()),
    ];
    let set = shown(&ids[..2], 100);
    assert!(set.contains(&ids[0]) && set.contains(&ids[1]));
    assert!(!set.contains(&ids[2]) && !set.contains(&ids[3]));
}

#[test]
fn the_widest_lists_of_candidates_fit_and_differ() {
    let ids: Vec<Key> = (0..1_500).map(Key::Int).collect();
    let set = shown(&ids, ids.len());
    assert_eq!(set.prints.len(), ids.len());
    assert!(set.encode().len() <= ROOM_BYTES, "{}", set.encode().len());
}

#[test]
fn more_posts_than_there_was_room_for_stay_known() {
    let ids: Vec<Key> = (0..1_500).map(Key::Int).collect();
    let mut set = ShownSet::new(100, &[]);
    ids.iter().for_each(|id| set.insert(id));
    let bytes = set.encode();
    assert!(bytes.len() <= ROOM_BYTES);
    let read = ShownSet::decode(&bytes);
    assert!(
        ids.iter()
            .all(|id| read.as_ref().is_some_and(|set| set.contains(id)))
    );
}

#[test]
fn room_not_used_costs_no_bits() {
    for (room, used) in [(1_024, 1_000), (256, 255), (2, 1), (1_500, 3)] {
        let ids: Vec<Key> = (0..used).map(Key::Int).collect();
        let set = shown(&ids, room);
        assert_eq!(ShownSet::decode(&set.encode()), Some(set), "{room}");
    }
}

proptest! {
    #[test]
    fn what_was_encoded_decodes_and_fits(
        ids in prop::collection::btree_set(any::<i64>(), 0..1_500),
        room in 0..1_500usize,
    ) {
        let ids = keys(&ids);
        let set = shown(&ids, room.max(ids.len()));
        let bytes = set.encode();
        prop_assert!(bytes.len() <= ROOM_BYTES);
        prop_assert_eq!(ShownSet::decode(&bytes), Some(set));
    }

    #[test]
    fn any_bytes_are_a_set_or_none(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Some(set) = ShownSet::decode(&bytes) {
            prop_assert!(set.prints.iter().all(|print| print >> set.bits == 0));
        }
    }

    #[test]
    fn what_was_taken_out_is_out(ids in prop::collection::btree_set(any::<i64>(), 1..50)) {
        let ids = keys(&ids);
        let mut set = shown(&ids, 600);
        set.remove(&ids[0]);
        prop_assert!(!set.contains(&ids[0]));
        prop_assert!(ids[1..].iter().all(|id| set.contains(id)));
    }
}
