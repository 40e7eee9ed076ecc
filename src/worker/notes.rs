//! Notes of who read which feed, which reads leave in shared memory and the worker of the database takes: a few hundred of
//! the newest, the rest is lost. Pure but for that.

use std::cell::Cell;
use std::collections::HashMap;

use crate::merge::key::Key;

/// How many notes there is room for. A worker takes them every naptime; of a busier server it sees a sample.
const NOTES: usize = 512;
/// As long as names are in PostgreSQL.
const LONGEST_NAME: usize = 63;
/// Holds a uuid written as text, with a prefix. Readers with longer keys are not noticed.
const LONGEST_KEY: usize = 48;

/// How often each viewer of a feed read.
pub type Readers = HashMap<Key, u32>;

#[derive(Clone, Copy)]
struct Note {
    /// 0: taken, or never written.
    database: u32,
    family: Family,
    feed_length: u8,
    key_length: u8,
    feed: [u8; LONGEST_NAME],
    key: [u8; LONGEST_KEY],
}

#[derive(Clone, Copy)]
enum Family {
    Int,
    Uuid,
    Text,
}

/// A ring: the newest note takes the place of the oldest, so that the notes of a database without worker are no burden.
pub struct Notes {
    next: Cell<usize>,
    notes: [Cell<Note>; NOTES],
}

impl Note {
    const EMPTY: Note = Note {
        database: 0,
        family: Family::Int,
        feed_length: 0,
        key_length: 0,
        feed: [0; LONGEST_NAME],
        key: [0; LONGEST_KEY],
    };

    /// None where feed or key are too long.
    fn new(database: u32, feed: &str, key: &Key) -> Option<Note> {
        let mut note = Note {
            database,
            ..Note::EMPTY
        };
        note.feed_length = put(&mut note.feed, feed.as_bytes())?;
        let number;
        let (family, bytes) = match key {
            Key::Int(value) => {
                number = value.to_ne_bytes();
                (Family::Int, &number[..])
            }
            Key::Uuid(bytes) => (Family::Uuid, &bytes[..]),
            Key::Text(text) => (Family::Text, text.as_bytes()),
        };
        note.family = family;
        note.key_length = put(&mut note.key, bytes)?;
        Some(note)
    }

    fn read(&self) -> Option<(String, Key)> {
        let feed = self.feed.get(..usize::from(self.feed_length))?;
        let bytes = self.key.get(..usize::from(self.key_length))?;
        let key = match self.family {
            Family::Int => Key::Int(i64::from_ne_bytes(bytes.try_into().ok()?)),
            Family::Uuid => Key::Uuid(bytes.try_into().ok()?),
            Family::Text => Key::Text(std::str::from_utf8(bytes).ok()?.into()),
        };
        Some((String::from_utf8(feed.to_vec()).ok()?, key))
    }
}

/// Writes bytes into a place; their number, or None where they do not fit.
fn put(place: &mut [u8], bytes: &[u8]) -> Option<u8> {
    place.get_mut(..bytes.len())?.copy_from_slice(bytes);
    u8::try_from(bytes.len()).ok()
}

impl Notes {
    pub fn new() -> Notes {
        Notes {
            next: Cell::new(0),
            notes: [const { Cell::new(Note::EMPTY) }; NOTES],
        }
    }

    pub fn write(&self, database: u32, feed: &str, viewer: &Key) {
        if let Some(note) = Note::new(database, feed, viewer) {
            let place = self.next.get() % NOTES;
            self.notes[place].set(note);
            self.next.set(place + 1);
        }
    }

    /// Takes the notes of a database, counted by feed and viewer.
    pub fn take(&self, database: u32) -> HashMap<String, Readers> {
        let mut taken: HashMap<String, Readers> = HashMap::new();
        for place in &self.notes {
            let note = place.get();
            if note.database == database {
                place.set(Note::EMPTY);
                if let Some((feed, viewer)) = note.read() {
                    *taken.entry(feed).or_default().entry(viewer).or_default() += 1;
                }
            }
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_takes_its_own_notes_once_counted_by_viewer() {
        let notes = Notes::new();
        let (one, other) = (Key::Int(-7), Key::Text("søren".into()));
        for _ in 0..3 {
            notes.write(1, "home", &one);
        }
        notes.write(1, "work", &other);
        notes.write(2, "home", &one);
        let taken = notes.take(1);
        assert_eq!(taken["home"][&one], 3);
        assert_eq!(taken["work"][&other], 1);
        assert_eq!(taken.len(), 2);
        assert!(notes.take(1).is_empty());
        assert_eq!(notes.take(2)["home"][&one], 1);
    }

    #[test]
    fn the_newest_notes_remain_and_long_keys_are_left_out() {
        let notes = Notes::new();
        notes.write(1, "home", &Key::Text("x".repeat(LONGEST_KEY + 1).into()));
        assert!(notes.take(1).is_empty());
        for number in 0..2 * NOTES as i64 {
            notes.write(1, "home", &Key::Int(number));
        }
        let taken = notes.take(1);
        assert_eq!(taken["home"].len(), NOTES);
        assert!(taken["home"].contains_key(&Key::Int(2 * NOTES as i64 - 1)));
    }
}
