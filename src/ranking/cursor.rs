//! The cursor of ranked pages: the clock of the first page, which posts were shown, and, once all ranked posts were, where the
//! rest of the timeline goes on.

use super::shown::ShownSet;
use crate::cursor::{Binding, invalid, open, put_key, seal, take_key};
use crate::error::Outcome;
use crate::merge::key::Key;

/// Grows when the layout changes; older cursors are then refused as malformed.
const VERSION: u8 = 1;

/// What the next page begins with.
const RANKED: u8 = 0;
const REST: u8 = 1;

/// Version, part, clock, oldest time, and how long the set is.
const HEAD_BYTES: usize = 20;

/// A time.
const WORD: usize = size_of::<i64>();

/// A decoded cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The clock of all pages.
    pub as_of: i64,
    /// No post was ranked that was written before.
    pub oldest: i64,
    /// The posts that were shown, as far as they could come again.
    pub shown: ShownSet,
    /// The post of the rest behind which the next page starts: when it was written, and its id. None: there may be ranked
    /// posts yet.
    pub rest: Option<(i64, Key)>,
}

impl Cursor {
    /// The text of the cursor; 54000 where the key is so long that it would not fit.
    pub fn encode(&self, binding: &Binding) -> Outcome<String> {
        let shown = self.shown.encode();
        let part = if self.rest.is_some() { REST } else { RANKED };
        let mut bytes = vec![VERSION, part];
        bytes.extend(self.as_of.to_be_bytes());
        bytes.extend(self.oldest.to_be_bytes());
        bytes.extend((shown.len() as u16).to_be_bytes());
        bytes.extend(shown);
        if let Some((created_at, id)) = &self.rest {
            bytes.extend(created_at.to_be_bytes());
            put_key(&mut bytes, id);
        }
        seal(bytes, binding)
    }

    /// Reads a cursor made for the same binding; 22023 for any other text.
    pub fn decode(text: &str, binding: &Binding) -> Outcome<Cursor> {
        Self::parse(text, binding).ok_or_else(invalid)
    }

    fn parse(text: &str, binding: &Binding) -> Option<Cursor> {
        let content = open(text, binding)?;
        let (head, rest) = content.split_at_checked(HEAD_BYTES)?;
        (head[0] == VERSION).then_some(())?;
        let word = |nth: usize| {
            let start = 2 + nth * WORD;
            let word = head[start..start + WORD].try_into().ok()?;
            Some(i64::from_be_bytes(word))
        };
        let length = u16::from_be_bytes(head[HEAD_BYTES - 2..].try_into().ok()?);
        let (shown, rest) = rest.split_at_checked(usize::from(length))?;
        Some(Cursor {
            as_of: word(0)?,
            oldest: word(1)?,
            shown: ShownSet::decode(shown)?,
            rest: match head[1] {
                RANKED => None,
                REST => {
                    let (created_at, id) = rest.split_at_checked(WORD)?;
                    let created_at = i64::from_be_bytes(created_at.try_into().ok()?);
                    Some((created_at, take_key(id)?))
                }
                _ => return None,
            },
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn binding() -> Binding {
        Binding::new("home", "feed_for")
    }

    proptest! {
        #[test]
        fn what_was_encoded_decodes(
            as_of: i64,
            oldest: i64,
            ids in prop::collection::btree_set(any::<i64>(), 0..600),
            rest in prop::option::of((any::<i64>(), any::<[u8; 16]>())),
        ) {
            let mut shown = ShownSet::new(600, &[]);
            ids.iter().for_each(|id| shown.insert(&Key::Int(*id)));
            let rest = rest.map(|(created_at, id)| (created_at, Key::Uuid(id)));
            let cursor = Cursor { as_of, oldest, shown, rest };
            let text = cursor.encode(&binding()).unwrap();
            prop_assert!(text.len() <= crate::cursor::LONGEST);
            prop_assert_eq!(Cursor::decode(&text, &binding()), Ok(cursor));
            prop_assert!(Cursor::decode(&text, &binding().flag(true)).is_err());
        }

        #[test]
        fn any_text_is_a_cursor_or_an_error(text in ".*") {
            prop_assert!(Cursor::decode(&text, &binding()).is_err());
        }

        #[test]
        fn any_sealed_bytes_are_a_cursor_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
            let text = seal(bytes, &binding()).unwrap();
            let _ = Cursor::decode(&text, &binding());
        }
    }
}
