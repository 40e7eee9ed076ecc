//! Key types of the contract, and distinct keys of each that are awkward on purpose.

use std::collections::BTreeSet;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

/// A key's type as a column declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    Bigint,
    Integer,
    Smallint,
    Uuid,
    Text,
    Varchar,
}

pub const ALL: [KeyType; 6] = [
    KeyType::Bigint,
    KeyType::Integer,
    KeyType::Smallint,
    KeyType::Uuid,
    KeyType::Text,
    KeyType::Varchar,
];

impl KeyType {
    /// The type's name for a cast.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bigint => "bigint",
            Self::Integer => "integer",
            Self::Smallint => "smallint",
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::Varchar => "varchar",
        }
    }

    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Varchar)
    }

    pub fn is_number(self) -> bool {
        matches!(self, Self::Bigint | Self::Integer | Self::Smallint)
    }

    /// The types another column may have that holds the same keys.
    pub fn comparable(self) -> &'static [KeyType] {
        match self {
            Self::Bigint | Self::Integer | Self::Smallint => {
                &[Self::Bigint, Self::Integer, Self::Smallint]
            }
            Self::Uuid => &[Self::Uuid],
            Self::Text | Self::Varchar => &[Self::Text, Self::Varchar],
        }
    }

    fn width(self) -> (i64, i64) {
        match self {
            Self::Bigint => (i64::MIN, i64::MAX),
            Self::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
            Self::Smallint => (i64::from(i16::MIN), i64::from(i16::MAX)),
            Self::Uuid | Self::Text | Self::Varchar => (0, 0),
        }
    }
}

/// Of several number types the one every column can hold; other types stand for themselves.
pub fn narrowest(types: &[KeyType]) -> KeyType {
    *types
        .iter()
        .min_by_key(|key| match key {
            KeyType::Smallint => 0,
            KeyType::Integer => 1,
            KeyType::Bigint => 2,
            KeyType::Uuid | KeyType::Text | KeyType::Varchar => 3,
        })
        .expect("at least one type")
}

/// Distinct keys in no order. Numbers reach both ends of their type; text has case, accents, quotes, signs of patterns
/// and arrays, a blank, and the empty string.
pub fn distinct(rng: &mut StdRng, key: KeyType, count: usize) -> Vec<String> {
    let mut keys = BTreeSet::new();
    if key.is_number() {
        let (low, high) = key.width();
        keys.extend([low, high, 0, -1, 1].iter().map(i64::to_string));
    } else if key.is_text() {
        keys.extend(["", "NULL", "a", "A", "ä", "{}", "'"].map(str::to_string));
    }
    while keys.len() < count {
        keys.insert(random(rng, key));
    }
    let mut keys: Vec<String> = keys.into_iter().collect();
    keys.shuffle(rng);
    keys.truncate(count);
    keys
}

fn random(rng: &mut StdRng, key: KeyType) -> String {
    match key {
        KeyType::Bigint | KeyType::Integer | KeyType::Smallint => {
            let (low, high) = key.width();
            // Half of them are small, as real keys are.
            if rng.random_bool(0.5) {
                rng.random_range(1..5_000.min(high)).to_string()
            } else {
                rng.random_range(low..=high).to_string()
            }
        }
        KeyType::Uuid => {
            let bits: u128 = rng.random();
            let hex = format!("{bits:032x}");
            format!(
                "{}-{}-{}-{}-{}",
                &hex[..8],
                &hex[8..12],
                &hex[12..16],
                &hex[16..20],
                &hex[20..]
            )
        }
        KeyType::Text | KeyType::Varchar => {
            const SIGNS: [&str; 24] = [
                "a", "b", "A", "B", "Z", "z", "ä", "ß", "é", "e\u{301}", "ı", "-", "_", " ", "'",
                "\"", "\\", "%", ",", "}", "1", "9", "10", "😀",
            ];
            let length = rng.random_range(1..10);
            (0..length)
                .map(|_| *SIGNS.choose(rng).expect("there are signs"))
                .collect()
        }
    }
}
