//! What all cursors have in common: opaque text, sealed with a checksum over its content and over what it is bound to.
//!
//! A cursor holds no server state. The checksum also covers feed, function and arguments, so that one from elsewhere does
//! not open. It guards against mistakes and is no secret: reads apply every rule whatever position they start from.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Failure, Outcome};
use crate::merge::key::Key;

/// The longest cursor that is made or accepted, in characters.
pub const LONGEST: usize = 4096;

const CHECKSUM_BYTES: usize = 4;

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
    pub fn with(mut self, part: &[u8]) -> Binding {
        self.0.update(&(part.len() as u64).to_be_bytes());
        self.0.update(part);
        self
    }

    fn checksum(&self, content: &[u8]) -> [u8; CHECKSUM_BYTES] {
        let mut hasher = self.0.clone();
        hasher.update(content);
        hasher.finalize().to_be_bytes()
    }
}

/// The text of a cursor with this content; 54000 where it would be too long.
pub fn seal(mut content: Vec<u8>, binding: &Binding) -> Outcome<String> {
    let sum = binding.checksum(&content);
    content.extend(sum);
    let text = URL_SAFE_NO_PAD.encode(&content);
    if text.len() > LONGEST {
        return Err(Failure::too_large("a post key is too long for a cursor"));
    }
    Ok(text)
}

/// The content of a cursor made for the same binding; None for any other text.
pub fn open(text: &str, binding: &Binding) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let length = bytes.len().checked_sub(CHECKSUM_BYTES)?;
    let sum = bytes.split_off(length);
    (sum == binding.checksum(&bytes)).then_some(bytes)
}

/// 22023 for a text that is no cursor of the call.
pub fn invalid() -> Failure {
    Failure::invalid("invalid cursor").hint(
        "Pass a cursor unchanged, to the function and with the arguments that returned it; \
         only page_size may differ.",
    )
}

/// Appends a key, which is the last part of a content.
pub fn put_key(content: &mut Vec<u8>, key: &Key) {
    match key {
        Key::Int(value) => {
            content.push(b'i');
            content.extend(value.to_be_bytes());
        }
        Key::Uuid(uuid) => {
            content.push(b'u');
            content.extend(uuid);
        }
        Key::Text(text) => {
            content.push(b't');
            content.extend(text.as_bytes());
        }
    }
}

/// Reads a key that is all there is.
pub fn take_key(content: &[u8]) -> Option<Key> {
    let (kind, key) = content.split_first()?;
    match kind {
        b'i' => Some(Key::Int(i64::from_be_bytes(key.try_into().ok()?))),
        b'u' => Some(Key::Uuid(key.try_into().ok()?)),
        b't' => Some(Key::Text(std::str::from_utf8(key).ok()?.into())),
        _ => None,
    }
}
