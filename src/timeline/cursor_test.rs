//! Cursors come back as they were made, and nothing else decodes.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::merge::key::Key;
use proptest::prelude::*;

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof![
        any::<i64>().prop_map(Key::Int),
        any::<[u8; 16]>().prop_map(Key::Uuid),
        ".{0,40}".prop_map(|text| Key::Text(text.into())),
    ]
}

fn any_cursor() -> impl Strategy<Value = Cursor> {
    (any_key(), any::<i64>(), any::<bool>(), 0u8..8).prop_map(|(id, created_at, pinned, only)| {
        Cursor {
            after: Position {
                pinned,
                created_at,
                id,
            },
            only: Reasons::from_bits(only),
        }
    })
}

proptest! {
    #[test]
    fn survives_the_round_trip(cursor in any_cursor(), viewer in any_key()) {
        let binding = Binding::new("home", "timeline_for").key(Some(&viewer));
        let text = cursor.encode(&binding).unwrap();
        prop_assert_eq!(Cursor::decode(&text, &binding).unwrap(), cursor);
    }

    #[test]
    fn is_bound_to_its_arguments(cursor in any_cursor(), one in any_key(), other in any_key()) {
        prop_assume!(one != other);
        let text = cursor.encode(&Binding::new("home", "f").key(Some(&one))).unwrap();
        prop_assert!(Cursor::decode(&text, &Binding::new("home", "f").key(Some(&other))).is_err());
    }

    #[test]
    fn a_changed_character_is_noticed(cursor in any_cursor(), place in any::<prop::sample::Index>()) {
        let binding = Binding::new("home", "f");
        let mut text = cursor.encode(&binding).unwrap().into_bytes();
        let place = place.index(text.len());
        text[place] = if text[place] == b'A' { b'B' } else { b'A' };
        prop_assert!(Cursor::decode(std::str::from_utf8(&text).unwrap(), &binding).is_err());
    }

    #[test]
    fn arbitrary_text_is_refused_without_a_panic(text in ".{0,80}") {
        prop_assert!(Cursor::decode(&text, &Binding::new("home", "f")).is_err());
    }
}
