//! How long to walk over everybody's posts before asking the viewer's sources one by one.
//!
//! The two ways differ by orders of magnitude, in either direction, and which is better depends on how often the
//! viewer's sources post, which nobody has counted. So the walk is its own estimate: it goes on only while what it
//! met so far says that it ends before the merge would. With nothing met yet the estimate is hopeful, so that a walk
//! in vain ends after at most one step for each source, which is little against the cost of asking them.

/// What the two ways cost, in steps of the walk.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// Asking one source for its newest posts.
    pub source: usize,
    /// Starting the walk.
    pub start: usize,
}

impl Costs {
    /// Where both run as statements (measured: a source 14 to 22).
    pub const STATEMENTS: Costs = Costs {
        source: 16,
        start: 64,
    };

    /// Where both walk indexes without a statement (measured: a source 2 to 6).
    pub const INDEXES: Costs = Costs {
        source: 4,
        start: 16,
    };
}

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
    pub fn goes_on(self, missing: usize, sources: usize, costs: Costs) -> bool {
        let start = if self.steps == 0 { costs.start } else { 0 };
        start.saturating_add(self.to_go(missing)) <= costs.source * sources
    }

    /// How many steps the missing posts take if they lie as close as those found and the next one, which
    /// may be the next step: with nothing found yet the estimate is hopeful, not endless.
    pub fn to_go(self, missing: usize) -> usize {
        missing.saturating_mul(self.steps.max(1)) / (self.found + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Steps walked until the page is full or the walk gives up, when one post in `every` is from a source.
    fn walk(every: usize, want: usize, sources: usize, costs: Costs) -> (Walked, bool) {
        let mut walked = Walked::default();
        while walked.found < want {
            if !walked.goes_on(want - walked.found, sources, costs) {
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
            for costs in [Costs::STATEMENTS, Costs::INDEXES] {
                let (walked, full) = walk(every, want, sources, costs);
                let merge = costs.source * sources;
                let spent = walked.steps + if full { 0 } else { merge };
                prop_assert!(spent <= costs.start + 3 * merge.min(every * want));
            }
        }
    }

    #[test]
    fn a_walk_that_meets_nobody_ends_after_a_step_for_each_source() {
        for (costs, steps) in [(Costs::STATEMENTS, 44), (Costs::INDEXES, 11)] {
            let (walked, full) = walk(usize::MAX, 20, 54, costs);
            assert!(!full);
            assert_eq!(walked.steps, steps);
        }
    }

    #[test]
    fn few_sources_are_asked_at_once() {
        for costs in [Costs::STATEMENTS, Costs::INDEXES] {
            assert_eq!(walk(2, 20, 5, costs).0.steps, 0);
        }
    }

    #[test]
    fn a_walk_that_meets_everybody_fills_the_page() {
        for costs in [Costs::STATEMENTS, Costs::INDEXES] {
            assert!(walk(2, 20, 54, costs).1);
        }
    }
}
