//! A user, post or group key as Rust holds it, and its order as SQL defines it.

use std::cmp::Ordering;
use std::fmt::{Display, Formatter, Result};
use std::hash::{Hash, Hasher};

/// A key of one of the supported families; the column's declared width is not part of the value.
///
/// `Ord` is some order, for sets; that of SQL is [`Key::compare`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// smallint, integer, bigint
    Int(i64),
    /// uuid, in network order
    Uuid([u8; 16]),
    /// text, varchar
    Text(Box<str>),
}

/// How the texts of one column are ordered; integers and uuids have one order only.
pub trait TextOrder {
    /// Compares two texts as `ORDER BY` does under the column's collation.
    fn compare(&self, left: &str, right: &str) -> Ordering;
}

/// The order of collation "C": by bytes.
#[derive(Debug, Clone, Copy)]
pub struct ByteOrder;

impl TextOrder for ByteOrder {
    fn compare(&self, left: &str, right: &str) -> Ordering {
        left.as_bytes().cmp(right.as_bytes())
    }
}

/// Keys of different families do not meet, so what family it is need not be told apart.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Key::Int(id) => id.hash(state),
            Key::Uuid(id) => state.write(id),
            Key::Text(id) => id.hash(state),
        }
    }
}

impl Key {
    /// No key of the family sorts below these; of texts, below the empty one.
    pub const LEAST_INT: Key = Key::Int(i64::MIN);
    pub const LEAST_UUID: Key = Key::Uuid([0; 16]);

    /// Whether no key of its family sorts below it.
    pub fn is_least(&self) -> bool {
        match self {
            Key::Text(text) => text.is_empty(),
            other => [Key::LEAST_INT, Key::LEAST_UUID].contains(other),
        }
    }

    /// Compares as SQL does. Keys of different families do not meet; they compare as equal.
    pub fn compare(&self, other: &Key, texts: &dyn TextOrder) -> Ordering {
        match (self, other) {
            (Key::Int(left), Key::Int(right)) => left.cmp(right),
            (Key::Uuid(left), Key::Uuid(right)) => left.cmp(right),
            (Key::Text(left), Key::Text(right)) => texts.compare(left, right),
            _ => Ordering::Equal,
        }
    }
}

/// After which bytes a uuid has its dashes.
const DASHES: [usize; 4] = [4, 6, 8, 10];

/// As PostgreSQL writes it.
impl Display for Key {
    fn fmt(&self, out: &mut Formatter) -> Result {
        match self {
            Key::Int(id) => id.fmt(out),
            Key::Text(id) => id.fmt(out),
            Key::Uuid(id) => id.iter().enumerate().try_for_each(|(place, byte)| {
                let dash = if DASHES.contains(&place) { "-" } else { "" };
                write!(out, "{dash}{byte:02x}")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_postgresql_writes_them() {
        let bytes = std::array::from_fn(|nth| 0xa0 + nth as u8);
        let uuid = "a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf";
        assert_eq!(Key::Uuid(bytes).to_string(), uuid);
        assert_eq!(Key::Int(-7).to_string(), "-7");
        assert_eq!(Key::Text("a b".into()).to_string(), "a b");
    }

    #[test]
    fn integers_compare_by_value_not_by_digits() {
        assert_eq!(
            Key::Int(9).compare(&Key::Int(10), &ByteOrder),
            Ordering::Less
        );
    }

    #[test]
    fn texts_compare_by_the_order_given() {
        struct Backwards;
        impl TextOrder for Backwards {
            fn compare(&self, left: &str, right: &str) -> Ordering {
                right.cmp(left)
            }
        }
        let (a, b) = (Key::Text("a".into()), Key::Text("b".into()));
        assert_eq!(a.compare(&b, &ByteOrder), Ordering::Less);
        assert_eq!(a.compare(&b, &Backwards), Ordering::Greater);
    }
}
