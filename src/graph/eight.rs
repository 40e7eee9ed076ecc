//! Sums over all accounts: lists as bits are added eight at a time, so that an account costs one addition for all of them.

use std::ops::Range;

use multiversion::multiversion;

/// How many lists are added at once: one for each bit of a byte.
const LISTS: usize = 8;

/// Sums hold a weight below, and a count above. So many lists of any weights do not reach the count: 2^52 / 1.45 * 10^12.
const COUNT: u32 = 52;
const MOST_LISTS: usize = 3_000;

/// Which of eight lists have an account, by account: a byte of each list for eight accounts, the first list in the first byte.
type Block = [u8; LISTS];

/// Sums by account, and lists whose bits are not yet added.
#[derive(Debug)]
pub struct Eight {
    counts: Vec<u32>,
    weights: Vec<u64>,
    /// Of at most `MOST_LISTS` lists: count and weight in one number.
    sums: Vec<u64>,
    lists: usize,
    /// What the list begun last adds to a sum.
    mark: u64,
    blocks: Vec<Block>,
    /// The blocks in which there may be bits.
    touched: Range<usize>,
    marks: [u64; LISTS],
    waiting: usize,
    /// The list begun last is one of those waiting.
    waits: bool,
}

impl Eight {
    /// Of accounts with numbers below `accounts`.
    pub fn new(accounts: usize) -> Eight {
        let eights = accounts.div_ceil(8);
        Eight {
            counts: vec![0; eights * 8],
            weights: vec![0; eights * 8],
            sums: vec![0; eights * 8],
            lists: 0,
            mark: 0,
            blocks: vec![Block::default(); eights],
            touched: 0..0,
            marks: [0; LISTS],
            waiting: 0,
            waits: false,
        }
    }

    /// Adds what was summed before of an account; false where there is none of this number.
    pub fn put(&mut self, account: u32, count: u32, weight: u64) -> bool {
        let at = account as usize;
        let (Some(counts), Some(weights)) = (self.counts.get_mut(at), self.weights.get_mut(at))
        else {
            return false;
        };
        *counts += count;
        *weights += weight;
        true
    }

    /// Begins a list that weighs so much.
    pub fn begin(&mut self, weight: u64) {
        if self.lists == MOST_LISTS {
            self.settle();
        }
        self.lists += 1;
        self.mark = 1 << COUNT | weight;
        self.waits = false;
    }

    /// Adds an account to the list begun last; false where there is none of this number.
    pub fn add(&mut self, account: u32) -> bool {
        let Some(sum) = self.sums.get_mut(account as usize) else {
            return false;
        };
        *sum += self.mark;
        true
    }

    /// The same of many accounts: bits from the byte of account `first` on.
    pub fn add_bits(&mut self, first: u32, bits: &[u8]) -> bool {
        let from = first as usize / 8;
        let range = from..from + bits.len();
        if range.end > self.blocks.len() {
            return false;
        }
        if !self.waits {
            if self.waiting == LISTS {
                self.add_waiting();
            }
            self.marks[self.waiting] = self.mark;
            self.waiting += 1;
            self.waits = true;
        }
        self.touched = match self.touched.is_empty() {
            true => range.clone(),
            false => self.touched.start.min(range.start)..self.touched.end.max(range.end),
        };
        let list = self.waiting - 1;
        for (block, bits) in self.blocks[range].iter_mut().zip(bits) {
            block[list] |= bits;
        }
        true
    }

    fn add_waiting(&mut self) {
        let touched = std::mem::take(&mut self.touched);
        let sums = &mut self.sums[touched.start * 8..touched.end * 8];
        add_blocks(sums, &mut self.blocks[touched], &self.marks);
        self.marks = [0; LISTS];
        self.waiting = 0;
    }

    /// Moves sums to where they have room.
    fn settle(&mut self) {
        self.add_waiting();
        let totals = self.counts.iter_mut().zip(&mut self.weights);
        for ((count, weight), sum) in totals.zip(&mut self.sums) {
            *count += (*sum >> COUNT) as u32;
            *weight += *sum & ((1 << COUNT) - 1);
            *sum = 0;
        }
        self.lists = 0;
    }

    /// Every account that is in a list, with in how many and their weight.
    pub fn sums(mut self) -> impl Iterator<Item = (u32, u32, u64)> {
        self.settle();
        let sums = self.counts.into_iter().zip(self.weights);
        (0..)
            .zip(sums)
            .filter(|(_, (count, _))| *count > 0)
            .map(|(account, (count, weight))| (account, count, weight))
    }
}

/// Adds to each account's sum the marks of the lists that have it, and empties the blocks. Compiled for several kinds of
/// processors, of which that is chosen at run time on which it runs.
#[multiversion(targets(
    "x86_64+avx512f+avx512bw+avx512dq+avx512vl+bmi1+bmi2",
    "x86_64+avx2+bmi1+bmi2",
    "aarch64+neon"
))]
fn add_blocks(sums: &mut [u64], blocks: &mut [Block], marks: &[u64; LISTS]) {
    let by_lists = sums_of_subsets(marks);
    let (eights, _) = sums.as_chunks_mut::<8>();
    for (sums, block) in eights.iter_mut().zip(blocks) {
        let lists = transposed(u64::from_le_bytes(*block));
        *block = Block::default();
        for (sum, lists) in sums.iter_mut().zip(lists.to_le_bytes()) {
            *sum += by_lists[usize::from(lists)];
        }
    }
}

/// For each set of the lists what their marks are together.
fn sums_of_subsets(marks: &[u64; LISTS]) -> [u64; 1 << LISTS] {
    let mut sums = [0; 1 << LISTS];
    for (list, mark) in marks.iter().enumerate() {
        let (without, with) = sums.split_at_mut(1 << list);
        for (with, without) in with.iter_mut().zip(without) {
            *with = *without + mark;
        }
    }
    sums
}

/// Eight rows of eight bits with rows and columns exchanged, by exchanging ever larger squares.
///
/// H. S. Warren, "Hacker's Delight", 2nd edition, 7-3.
#[inline(always)]
fn transposed(mut bits: u64) -> u64 {
    for (distance, squares) in [
        (7, 0x00AA_00AA_00AA_00AA),
        (14, 0x0000_CCCC_0000_CCCC),
        (28, 0x0000_0000_F0F0_F0F0),
    ] {
        let exchanged = (bits ^ bits >> distance) & squares;
        bits ^= exchanged ^ exchanged << distance;
    }
    bits
}
