//! Which posts the pages so far have shown, small enough for a cursor: a set of fingerprints.
//!
//! A post is told by some bits of a keyed hash of its id. The same id always has the same fingerprint, so a post that was
//! shown is never taken for one that was not. The other way round, the key is chosen such that no two candidates of the
//! first page share a fingerprint: as long as nothing changes, a set is exact. A post that comes later is taken for one
//! that was shown with a chance of one in many millions (one in `2^bits` for each post in the set).
//!
//! Written down, fingerprints are sorted, and the gaps between them coded in Rice's way (R. F. Rice, "Some practical
//! universal noiseless coding techniques", JPL 79-22, 1979): `n` of them take at most `n * (bits - log2(n) + 2)` bits.

use std::collections::BTreeSet;
use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use super::bits::{BitReader, BitWriter};
use crate::merge::key::Key;

/// What the set may take in a cursor.
const ROOM_BYTES: usize = 2_980;

/// Salt, width and number of fingerprints.
const HEAD_BYTES: usize = 7;

const LEAST_BITS: u32 = 16;
const MOST_BITS: u32 = 56;

/// How many keys are tried. Where even the widest lists of candidates are asked for, about every third one serves.
const TRIES: u32 = 200;

/// The posts shown so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSet {
    salt: u32,
    bits: u32,
    prints: BTreeSet<u64>,
}

impl ShownSet {
    /// No posts yet; room for so many, with a key under which the candidates differ.
    pub fn new(room: usize, candidates: &[&Key]) -> ShownSet {
        let empty = |salt| ShownSet {
            salt,
            bits: bits_for(room),
            prints: BTreeSet::new(),
        };
        let differ = |set: &ShownSet| {
            let prints: BTreeSet<u64> = candidates.iter().map(|id| set.print(id)).collect();
            prints.len() == candidates.len()
        };
        (0..TRIES)
            .map(empty)
            .find(differ)
            .unwrap_or_else(|| empty(0))
    }

    pub fn contains(&self, id: &Key) -> bool {
        self.prints.contains(&self.print(id))
    }

    pub fn insert(&mut self, id: &Key) {
        self.prints.insert(self.print(id));
    }

    pub fn remove(&mut self, id: &Key) {
        self.prints.remove(&self.print(id));
    }

    fn print(&self, id: &Key) -> u64 {
        let mut hasher = SipHasher13::new_with_keys(u64::from(self.salt), 0);
        match id {
            Key::Int(id) => hasher.write(&id.to_be_bytes()),
            Key::Uuid(id) => hasher.write(id),
            Key::Text(id) => hasher.write(id.as_bytes()),
        }
        hasher.finish() >> (u64::BITS - self.bits)
    }

    /// As bytes of a cursor. Of more posts than there was room for, fingerprints lose their last bits.
    pub fn encode(&self) -> Vec<u8> {
        let bits = self.bits.min(bits_for(self.prints.len()));
        let prints = self.prints.iter().map(|print| print >> (self.bits - bits));
        let mut prints: Vec<u64> = prints.collect();
        prints.dedup();
        let mut bytes = self.salt.to_be_bytes().to_vec();
        bytes.push(bits as u8);
        bytes.extend((prints.len() as u16).to_be_bytes());
        let low = low_bits(bits, prints.len());
        let mut writer = BitWriter::new(bytes);
        let mut former = 0;
        for print in &prints {
            let gap = print - former;
            writer.unary(gap >> low);
            writer.put(gap, low);
            former = *print;
        }
        writer.finish()
    }

    /// Reads it back; None for bytes that are no such set.
    pub fn decode(bytes: &[u8]) -> Option<ShownSet> {
        let (head, rest) = bytes.split_at_checked(HEAD_BYTES)?;
        let salt = u32::from_be_bytes(head[..4].try_into().ok()?);
        let bits = u32::from(head[4]);
        let count = usize::from(u16::from_be_bytes(head[5..].try_into().ok()?));
        if !(LEAST_BITS..=MOST_BITS).contains(&bits) {
            return None;
        }
        let low = low_bits(bits, count);
        let mut reader = BitReader::new(rest);
        let mut former = 0u64;
        let mut prints = BTreeSet::new();
        for _ in 0..count {
            let high = reader.unary()?;
            let gap = (high << low) | reader.take(low)?;
            former = former.checked_add(gap).filter(|print| print >> bits == 0)?;
            prints.insert(former);
        }
        (prints.len() == count).then_some(ShownSet { salt, bits, prints })
    }
}

/// The widest fingerprints of which so many fit.
fn bits_for(room: usize) -> u32 {
    let room = room.max(1) as f64;
    let each = ((ROOM_BYTES - HEAD_BYTES) * 8) as f64 / room;
    // By the logarithm as it is: rounded, it would give wider ones to 1,024 posts than to 1,000, which lost bits then.
    ((each + room.log2()) as u32)
        .saturating_sub(3)
        .clamp(LEAST_BITS, MOST_BITS)
}

/// How many bits of a gap are written as they are.
fn low_bits(bits: u32, count: usize) -> u32 {
    bits.saturating_sub(count.max(1).ilog2())
}

#[cfg(test)]
#[path = "shown_test.rs"]
mod shown_test;
