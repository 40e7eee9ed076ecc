//! A place in a feed, newest first: (pinned, created_at, id), all descending.

use std::cmp::Ordering;

use super::key::{Key, TextOrder};

/// The sort key of one post. A page ends at a position and the next one starts behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// Pinned posts stand before all others; false wherever a read knows no pins.
    pub pinned: bool,
    /// Microseconds since 2000-01-01 00:00 UTC, as PostgreSQL stores a timestamp.
    pub created_at: i64,
    pub id: Key,
}

impl Position {
    /// `Less` means: stands nearer to the top of the feed.
    pub fn compare(&self, other: &Position, texts: &dyn TextOrder) -> Ordering {
        other
            .pinned
            .cmp(&self.pinned)
            .then(other.created_at.cmp(&self.created_at))
            .then_with(|| other.id.compare(&self.id, texts))
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::ByteOrder;
    use super::*;
    use proptest::prelude::*;

    fn any_position() -> impl Strategy<Value = Position> {
        (any::<bool>(), 0i64..4, 0i64..4).prop_map(|(pinned, created_at, id)| Position {
            pinned,
            created_at,
            id: Key::Int(id),
        })
    }

    proptest! {
        #[test]
        fn order_is_that_of_the_descending_tuple(a in any_position(), b in any_position()) {
            let tuple = |p: &Position| (p.pinned, p.created_at, match p.id { Key::Int(i) => i, _ => 0 });
            prop_assert_eq!(a.compare(&b, &ByteOrder), tuple(&b).cmp(&tuple(&a)));
        }
    }
}
