//! The cursor of `trending_posts`: the clock of the first page, and the score and post behind which the next one starts.

use crate::cursor::{Binding, invalid, open, put_key, seal, take_key};
use crate::error::Outcome;
use crate::merge::key::Key;

/// Grows when the layout changes; older cursors are then refused as malformed.
const VERSION: u8 = 1;

const HEAD_BYTES: usize = 17;

/// A decoded cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// The clock of all pages.
    pub as_of: i64,
    /// The key by which posts are ordered.
    pub rank: f64,
    pub id: Key,
}

impl Cursor {
    /// The text of the cursor; 54000 where the key is so long that it would not fit.
    pub fn encode(&self, binding: &Binding) -> Outcome<String> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.as_of.to_be_bytes());
        bytes.extend(self.rank.to_be_bytes());
        put_key(&mut bytes, &self.id);
        seal(bytes, binding)
    }

    /// Reads a cursor made for the same binding; 22023 for any other text.
    pub fn decode(text: &str, binding: &Binding) -> Outcome<Cursor> {
        Self::parse(text, binding).ok_or_else(invalid)
    }

    fn parse(text: &str, binding: &Binding) -> Option<Cursor> {
        let content = open(text, binding)?;
        let (head, key) = content.split_at_checked(HEAD_BYTES)?;
        let (version, numbers) = head.split_first()?;
        let (as_of, rank) = numbers.split_at_checked(size_of::<i64>())?;
        (*version == VERSION).then_some(())?;
        Some(Cursor {
            as_of: i64::from_be_bytes(as_of.try_into().ok()?),
            rank: f64::from_be_bytes(rank.try_into().ok()?),
            id: take_key(key)?,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn binding() -> Binding {
        Binding::new("home", "trending_posts")
    }

    proptest! {
        #[test]
        fn what_was_encoded_decodes(as_of: i64, rank in -1e300..1e300f64, id: i64) {
            let cursor = Cursor { as_of, rank, id: Key::Int(id) };
            let text = cursor.encode(&binding()).unwrap();
            prop_assert_eq!(Cursor::decode(&text, &binding()), Ok(cursor.clone()));
            prop_assert!(Cursor::decode(&text, &binding().flag(true)).is_err());
        }

        #[test]
        fn any_text_is_a_cursor_or_an_error(text in ".*") {
            prop_assert!(Cursor::decode(&text, &binding()).is_err());
        }
    }
}
