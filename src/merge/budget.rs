//! How long to walk over everybody's posts before asking the viewer's sources one by one.
//!
//! The two ways differ by orders of magnitude, in either direction, and which is better depends on how often the
//! viewer's sources post, which nobody has counted. So the walk is its own estimate: it gets a trial that is
//! small against the cost of the merge, and goes on only while what it met so far says that it ends soon.

/// The trial without any source: about the cost of starting another statement.
const TRIAL: usize = 32;

/// The trial for each source, in steps. Asking a source costs about [`STEPS_PER_SOURCE`], so a trial in vain adds
/// little to the merge.
const TRIAL_PER_SOURCE: usize = 1;

/// What asking one source for its newest posts costs, in steps of the walk (measured: 14 to 22).
const STEPS_PER_SOURCE: usize = 16;

/// How far a walk has come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Walked {
    /// Posts walked over.
    pub steps: usize,
    /// Those of them that came from the viewer's sources.
    pub found: usize,
}

impl Walked {
    /// Whether to go on walking for `missing` more posts rather than to merge `sources`.
    pub fn goes_on(self, missing: usize, sources: usize) -> bool {
        self.steps < TRIAL + TRIAL_PER_SOURCE * sources
            || self.to_go(missing) <= STEPS_PER_SOURCE * sources
    }

    /// How many steps the missing posts take if they lie as close as those found and the next one, which
    /// may be the next step: with nothing found yet the estimate is hopeful, not endless.
    pub fn to_go(self, missing: usize) -> usize {
        missing.saturating_mul(self.steps) / (self.found + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Steps walked until the page is full or the walk gives up, when one post in `every` is from a source.
    fn walk(every: usize, want: usize, sources: usize) -> (Walked, bool) {
        let mut walked = Walked::default();
        while walked.found < want {
            if !walked.goes_on(want - walked.found, sources) {
                return (walked, false);
            }
            walked.steps += 1;
            walked.found += usize::from(walked.steps.is_multiple_of(every));
        }
        (walked, true)
    }

    proptest! {
        #[test]
        fn costs_at_most_a_constant_times_the_better_way(
            every in 1usize..100_000,
            want in 1usize..100,
            sources in 1usize..6_000,
        ) {
            let (walked, full) = walk(every, want, sources);
            let merge = STEPS_PER_SOURCE * sources;
            let spent = walked.steps + if full { 0 } else { merge };
            prop_assert!(spent <= TRIAL + 3 * merge.min(every * want));
        }
    }

    #[test]
    fn a_walk_that_meets_nobody_ends_with_its_trial() {
        let (walked, full) = walk(usize::MAX, 20, 54);
        assert!(!full);
        assert_eq!(walked.steps, TRIAL + TRIAL_PER_SOURCE * 54);
    }

    #[test]
    fn a_walk_that_meets_everybody_fills_the_page() {
        assert!(walk(2, 20, 54).1);
    }
}
