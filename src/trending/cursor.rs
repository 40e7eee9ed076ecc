//! The cursor of `trending_posts`: clock and snapshot of the first page, and the score and post behind which the next one starts.

use super::terms::{put_numbers, take_numbers};
use crate::cursor::{Binding, invalid, open, put_key, seal, take_key};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::snapshot::Sight;

/// Grows when the layout changes; older cursors are then refused as malformed.
const VERSION: u8 = 1;

/// A number.
const WORD: usize = size_of::<u64>();

/// A decoded cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// The clock of all pages.
    pub as_of: i64,
    /// What the read of the first page saw.
    pub sight: Sight,
    /// How often it could not be told what changed of a signal, by then.
    pub recounts: i64,
    /// The terms of all pages, see [`super::terms`].
    pub terms: Vec<f64>,
    /// The key by which posts are ordered.
    pub rank: f64,
    pub id: Key,
}

impl Cursor {
    /// The text of the cursor; 54000 where the key is so long that it would not fit.
    pub fn encode(&self, binding: &Binding) -> Outcome<String> {
        let mut bytes = vec![VERSION];
        bytes.extend(self.as_of.to_be_bytes());
        bytes.extend(self.recounts.to_be_bytes());
        bytes.extend(self.rank.to_be_bytes());
        bytes.extend(self.sight.first.to_be_bytes());
        bytes.extend(self.sight.end.to_be_bytes());
        bytes.extend(self.sight.own.to_be_bytes());
        bytes.push(self.sight.unseen.len() as u8);
        for unseen in &self.sight.unseen {
            bytes.extend(unseen.to_be_bytes());
        }
        put_numbers(&mut bytes, &self.terms);
        put_key(&mut bytes, &self.id);
        seal(bytes, binding)
    }

    /// Reads a cursor made for the same binding; 22023 for any other text.
    pub fn decode(text: &str, binding: &Binding) -> Outcome<Cursor> {
        Self::parse(text, binding).ok_or_else(invalid)
    }

    fn parse(text: &str, binding: &Binding) -> Option<Cursor> {
        let content = open(text, binding)?;
        let (version, mut rest) = content.split_first()?;
        (*version == VERSION).then_some(())?;
        let mut word = || {
            let (word, more) = rest.split_at_checked(WORD)?;
            rest = more;
            <[u8; WORD]>::try_from(word).ok()
        };
        let as_of = i64::from_be_bytes(word()?);
        let recounts = i64::from_be_bytes(word()?);
        let rank = f64::from_be_bytes(word()?);
        let [first, end, own] = [word()?, word()?, word()?].map(u64::from_be_bytes);
        let (count, more) = rest.split_first()?;
        let (unseen, key) = more.split_at_checked(usize::from(*count) * WORD)?;
        let unseen = unseen
            .chunks_exact(WORD)
            .filter_map(|word| word.try_into().ok().map(u64::from_be_bytes));
        let (terms, key) = take_numbers(key)?;
        Some(Cursor {
            as_of,
            sight: Sight {
                first,
                end,
                unseen: unseen.collect(),
                own,
            },
            recounts,
            terms,
            rank,
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
        fn what_was_encoded_decodes(
            as_of: i64,
            rank in -1e300..1e300f64,
            id: i64,
            unseen in prop::collection::vec(any::<u64>(), 0..128),
        ) {
            let sight = Sight { first: 3, end: u64::MAX, unseen, own: 5 };
            let cursor = Cursor { as_of, sight, recounts: 7, terms: vec![1.0, rank], rank, id: Key::Int(id) };
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
