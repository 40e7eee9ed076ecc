//! The cursor codec: a position in one read of one feed as opaque text.
//!
//! A cursor holds no server state: version, reasons asked for, pin, time, key. The checksum also covers what
//! the cursor is bound to (feed, function, arguments), so that one from elsewhere does not decode. It guards
//! against mistakes and is no secret: reads apply every rule whatever position they start from.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::rules::Reasons;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::merge::position::Position;

/// Grows when the layout changes; older cursors are then refused as malformed.
const VERSION: u8 = 1;

/// The longest cursor that is made or accepted, in characters.
pub const LONGEST: usize = 4096;

const CHECKSUM_BYTES: usize = 4;
const HEAD_BYTES: usize = 11;

/// What suffices for a cursor whose key is an integer or a uuid.
const USUAL_BYTES: usize = 32;

/// What a cursor is valid for: feed, function and its arguments but the page size, folded into a checksum.
#[derive(Debug, Clone)]
pub struct Binding(crc32fast::Hasher);

impl Binding {
    pub fn new(feed: &str, function: &str) -> Binding {
        Binding(crc32fast::Hasher::new())
            .with(feed.as_bytes())
            .with(function.as_bytes())
    }

    /// Adds a key argument; an absent one differs from every key.
    pub fn key(self, key: Option<&Key>) -> Binding {
        match key {
            None => self.with(b"n"),
            Some(Key::Int(value)) => self.with(b"i").with(&value.to_be_bytes()),
            Some(Key::Uuid(bytes)) => self.with(b"u").with(bytes),
            Some(Key::Text(text)) => self.with(b"t").with(text.as_bytes()),
        }
    }

    pub fn flag(self, flag: bool) -> Binding {
        self.with(&[u8::from(flag)])
    }

    /// Each part with its length before it, so that no two lists of parts fold into the same bytes.
    fn with(mut self, part: &[u8]) -> Binding {
        self.0.update(&(part.len() as u64).to_be_bytes());
        self.0.update(part);
        self
    }
}

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
        match &self.after.id {
            Key::Int(value) => {
                bytes.push(b'i');
                bytes.extend(value.to_be_bytes());
            }
            Key::Uuid(uuid) => {
                bytes.push(b'u');
                bytes.extend(uuid);
            }
            Key::Text(text) => {
                bytes.push(b't');
                bytes.extend(text.as_bytes());
            }
        }
        bytes.extend(checksum(binding, &bytes));
        let text = URL_SAFE_NO_PAD.encode(&bytes);
        if text.len() > LONGEST {
            return Err(Failure::too_large("a post key is too long for a cursor"));
        }
        Ok(text)
    }

    /// Reads a cursor made for the same binding; 22023 for any other text.
    pub fn decode(text: &str, binding: &Binding) -> Outcome<Cursor> {
        Self::parse(text, binding).ok_or_else(|| {
            Failure::invalid("invalid cursor").hint(
                "Pass a cursor unchanged, to the function and with the arguments that returned it; \
                 only page_size may differ.",
            )
        })
    }

    fn parse(text: &str, binding: &Binding) -> Option<Cursor> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (content, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM_BYTES)?)?;
        if sum != checksum(binding, content) {
            return None;
        }
        let (head, key) = content.split_at_checked(HEAD_BYTES)?;
        let (version, only, pinned) = (head[0], head[1], head[2]);
        if version != VERSION {
            return None;
        }
        let (kind, key) = key.split_first()?;
        let id = match kind {
            b'i' => Key::Int(i64::from_be_bytes(key.try_into().ok()?)),
            b'u' => Key::Uuid(key.try_into().ok()?),
            b't' => Key::Text(std::str::from_utf8(key).ok()?.into()),
            _ => return None,
        };
        Some(Cursor {
            after: Position {
                pinned: pinned != 0,
                created_at: i64::from_be_bytes(head[3..].try_into().ok()?),
                id,
            },
            only: Reasons::from_bits(only),
        })
    }
}

fn checksum(binding: &Binding, content: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut hasher = binding.0.clone();
    hasher.update(content);
    hasher.finalize().to_be_bytes()
}

#[cfg(test)]
#[path = "cursor_test.rs"]
mod cursor_test;
