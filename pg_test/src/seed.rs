//! The seed of the random tests: printed, settable, and the same for every run where nobody sets it.

use rand::SeedableRng;
use rand::rngs::StdRng;

/// Used where `PG_FEED_TEST_SEED` is not set, so that a plain run is repeatable.
const DEFAULT_SEED: u64 = 20_250_601;

/// What the seeds of all tests come from.
pub fn base() -> u64 {
    std::env::var("PG_FEED_TEST_SEED").map_or(DEFAULT_SEED, |text| {
        text.trim()
            .parse()
            .expect("PG_FEED_TEST_SEED is a whole number")
    })
}

/// The seed of one round of one test; printed, so that a failing round can be repeated alone.
pub fn of(test: &str, round: u64) -> u64 {
    let (base, seed) = (base(), unprinted(test, round));
    println!("{test}, round {round}: PG_FEED_TEST_SEED={base} gives seed {seed}");
    seed
}

fn unprinted(test: &str, round: u64) -> u64 {
    // FNV-1a over the test's name: another test gets another series from the same base.
    let name = test.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    base() ^ name.rotate_left(17) ^ round.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The generator of one round.
pub fn generator(test: &str, round: u64) -> StdRng {
    StdRng::seed_from_u64(of(test, round))
}

/// The generator of one of so many rounds that printing them all would hide what matters: the caller's message names it.
pub fn quiet(test: &str, round: u64) -> StdRng {
    StdRng::seed_from_u64(unprinted(test, round))
}

/// Whether the long version was asked for.
pub fn long() -> bool {
    is_set("PG_FEED_TEST_LONG")
}

fn is_set(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|text| !text.is_empty() && text != "0")
}

/// Whether another server has been tested already, so that a part of everything will do.
pub fn short() -> bool {
    is_set("PG_FEED_TEST_SHORT")
}

/// A number of rounds: the usual one, that of the long version, or a sixth of the usual one in the short version.
pub fn rounds(usual: u64, in_long: u64) -> u64 {
    match (long(), short()) {
        (true, _) => in_long,
        (false, true) => usual.div_ceil(6),
        (false, false) => usual,
    }
}
