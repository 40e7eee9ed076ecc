//! Lists of followees, packed: ascending numbers in chunks of bounded size, each as the gaps between them or as bits.

/// No chunk takes more bytes, so that following one more account never rewrites more.
pub const MOST_BYTES: usize = 1_900;

/// The form of a chunk, its first byte.
const GAPS: u8 = 0;
const BITS: u8 = 1;

/// Of the bytes of a gap the last one is below this.
const GOES_ON: u8 = 0x80;

/// Numbers from `first` on, up to the next chunk of the same list. The first chunk of a list begins at 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    pub first: u32,
    pub bytes: Vec<u8>,
}

/// Packs ascending numbers, none below `first`, where the first chunk begins. Of no numbers it is one that is empty.
pub fn pack(first: u32, numbers: &[u32]) -> Vec<Chunk> {
    let mut chunks = Vec::new();
    let (mut first, mut rest) = (first, numbers);
    loop {
        let (length, form) = longest(first, rest);
        let (some, others) = rest.split_at(length);
        let bytes = match form {
            GAPS => gaps(first, some),
            _ => bits(first, some),
        };
        chunks.push(Chunk { first, bytes });
        let Some(next) = others.first() else {
            return chunks;
        };
        (first, rest) = (*next, others);
    }
}

/// How many numbers fit into a chunk, and in which form it is shorter.
fn longest(first: u32, numbers: &[u32]) -> (usize, u8) {
    let (mut by_gaps, mut behind) = (1, first);
    let mut form = GAPS;
    for (place, number) in numbers.iter().enumerate() {
        by_gaps += gap_bytes(number - behind);
        behind = *number;
        let by_bits = 2 + (number / 8 - first / 8) as usize;
        if by_gaps.min(by_bits) > MOST_BYTES {
            return (place, form);
        }
        form = if by_bits < by_gaps { BITS } else { GAPS };
    }
    (numbers.len(), form)
}

fn gap_bytes(gap: u32) -> usize {
    (32 - (gap | 1).leading_zeros() as usize).div_ceil(7)
}

fn gaps(first: u32, numbers: &[u32]) -> Vec<u8> {
    let mut bytes = vec![GAPS];
    let mut behind = first;
    for number in numbers {
        let mut gap = number - behind;
        while gap >= u32::from(GOES_ON) {
            bytes.push(gap as u8 | GOES_ON);
            gap >>= 7;
        }
        bytes.push(gap as u8);
        behind = *number;
    }
    bytes
}

/// Bit n % 8 of byte n / 8 for number n, counted from the byte of `first`.
fn bits(first: u32, numbers: &[u32]) -> Vec<u8> {
    let mut bytes = vec![BITS];
    for number in numbers {
        let at = 1 + (number / 8 - first / 8) as usize;
        bytes.resize(bytes.len().max(at + 1), 0);
        bytes[at] |= 1 << (number % 8);
    }
    bytes
}

/// A chunk as it is read.
#[derive(Debug, Clone, Copy)]
pub enum View<'b> {
    /// Gaps behind a number.
    Gaps(u32, &'b [u8]),
    /// Bits from the byte of a number on.
    Bits(u32, &'b [u8]),
}

impl<'b> View<'b> {
    /// None where no chunk looks like that.
    pub fn of(first: u32, bytes: &'b [u8]) -> Option<View<'b>> {
        match bytes.split_first()? {
            (&GAPS, gaps) => Some(View::Gaps(first, gaps)),
            (&BITS, bits) => Some(View::Bits(first, bits)),
            _ => None,
        }
    }

    /// Its numbers, added to `numbers`; false where it is broken.
    #[must_use]
    pub fn unpack(&self, numbers: &mut Vec<u32>) -> bool {
        self.each(|number| numbers.push(number))
    }

    /// Whether a number is in it.
    pub fn has(&self, number: u32) -> bool {
        match *self {
            View::Bits(first, bits) => {
                let at = (number / 8).checked_sub(first / 8);
                let byte = at.and_then(|at| bits.get(at as usize));
                byte.is_some_and(|byte| byte & 1 << (number % 8) != 0)
            }
            View::Gaps(..) => {
                let mut found = false;
                self.each(|one| found |= one == number) && found
            }
        }
    }

    /// Gives its numbers to `sink`; false where it is broken.
    #[must_use]
    pub fn each(&self, mut sink: impl FnMut(u32)) -> bool {
        match *self {
            View::Gaps(first, gaps) => {
                let (mut number, mut gap, mut shift) = (first, 0u32, 0u32);
                let mut is_first = true;
                for byte in gaps {
                    gap |= u32::from(byte & !GOES_ON).checked_shl(shift).unwrap_or(0);
                    shift += 7;
                    if *byte < GOES_ON {
                        let Some(next) = number.checked_add(gap).filter(|_| shift <= 35) else {
                            return false;
                        };
                        if gap == 0 && !is_first {
                            return false;
                        }
                        number = next;
                        sink(number);
                        (gap, shift, is_first) = (0, 0, false);
                    }
                }
                shift == 0
            }
            View::Bits(first, bits) => {
                for (at, byte) in bits.iter().enumerate() {
                    let eight = u32::try_from(at).ok();
                    let eight = eight.and_then(|at| (first / 8).checked_add(at));
                    let Some(number) = eight.and_then(|eight| eight.checked_mul(8)) else {
                        return false;
                    };
                    let mut byte = *byte;
                    while byte != 0 {
                        sink(number + byte.trailing_zeros());
                        byte &= byte - 1;
                    }
                }
                true
            }
        }
    }
}

#[cfg(test)]
#[path = "packed_test.rs"]
mod packed_test;
