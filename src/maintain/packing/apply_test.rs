//! A list patched is the list packed from what it should say, and no more chunks are written than hold a change.

use proptest::prelude::*;

use super::*;

fn unpacked(list: &[Stored]) -> Vec<u32> {
    let mut numbers = Vec::new();
    assert!(list.iter().all(|chunk| chunk.unpack(&mut numbers)));
    numbers
}

proptest! {
    #[test]
    fn patches_say_what_they_should(
        numbers in prop::collection::btree_set(0..60_000u32, 0..6_000),
        changes in prop::collection::btree_map(0..60_000u32, any::<bool>(), 0..30),
    ) {
        let before = lists::packed(3, &numbers.iter().copied().collect::<Vec<_>>());
        let written = patched(&before, &changes).unwrap_or_default();
        let mut after: BTreeMap<u32, Stored> = before.iter().map(|chunk| (chunk.first, chunk.clone())).collect();
        after.extend(written.iter().map(|chunk| (chunk.first, chunk.clone())));
        let after: Vec<Stored> = after.into_values().collect();
        let mut wanted = numbers.clone();
        for (number, follows) in &changes {
            match follows {
                true => wanted.insert(*number),
                false => wanted.remove(number),
            };
        }
        prop_assert_eq!(unpacked(&after), wanted.iter().copied().collect::<Vec<_>>());
        prop_assert_eq!(after[0].size as usize, wanted.len());
        let differ = numbers.symmetric_difference(&wanted).count();
        // A change may split its chunk in two, and the first one has the size.
        prop_assert!(written.len() <= 2 * differ + usize::from(differ > 0));
        prop_assert!(written.iter().all(|chunk| chunk.bytes.len() <= packed::MOST_BYTES));
    }
}
