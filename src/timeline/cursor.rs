//! The cursor of a chronological read: a position in it, and the reasons asked for.

pub use crate::cursor::Binding;

use super::rules::Reasons;
use crate::cursor::{invalid, open, put_key, seal, take_key};
use crate::error::Outcome;
use crate::merge::position::Position;

/// Grows when the layout changes; older cursors are then refused as malformed.
const VERSION: u8 = 1;

const HEAD_BYTES: usize = 11;

/// What suffices for a cursor whose key is an integer or a uuid.
const USUAL_BYTES: usize = 32;

/// A decoded cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    pub after: Position,
    /// The reasons to which the timeline was restricted.
    pub only: Reasons,
}

impl Cursor {
    /// The text of the cursor; 54000 where the key is so long that it would not fit.
    pub fn encode(&self, binding: &Binding) -> Outcome<String> {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        bytes.extend([VERSION, self.only.bits(), u8::from(self.after.pinned)]);
        bytes.extend(self.after.created_at.to_be_bytes());
        put_key(&mut bytes, &self.after.id);
        seal(bytes, binding)
    }

    /// Reads a cursor made for the same binding; 22023 for any other text.
    pub fn decode(text: &str, binding: &Binding) -> Outcome<Cursor> {
        Self::parse(text, binding).ok_or_else(invalid)
    }

    fn parse(text: &str, binding: &Binding) -> Option<Cursor> {
        let content = open(text, binding)?;
        let (head, key) = content.split_at_checked(HEAD_BYTES)?;
        let (version, only, pinned) = (head[0], head[1], head[2]);
        if version != VERSION {
            return None;
        }
        Some(Cursor {
            after: Position {
                pinned: pinned != 0,
                created_at: i64::from_be_bytes(head[3..].try_into().ok()?),
                id: take_key(key)?,
            },
            only: Reasons::from_bits(only),
        })
    }
}

#[cfg(test)]
#[path = "cursor_test.rs"]
mod cursor_test;
