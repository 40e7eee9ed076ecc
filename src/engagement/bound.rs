//! Bounds that stand in an index for numbers that change often: not below the number, and so little above that few rows are
//! read in vain. Pure.

/// How far a ceiling may lie above its `hot`: a quarter of a doubling, so that few posts are read in vain.
pub const SLACK: f64 = 0.25;

/// How many times its engagement a reach may be.
const FACTOR: f64 = 1.19;

/// Below this many times the next engagement a number moves by more than its bound allows.
const LITTLE: f64 = 5.3;

/// The ceiling of a `hot`, given the former one and what one more engagement would be now, by itself.
///
/// A post with little engagement gets no slack: one more would move it beyond.
pub fn ceiling(hot: f64, former: Option<f64>, one_more: f64) -> f64 {
    match former {
        Some(former) if former >= hot && former <= hot + SLACK => former,
        _ if one_more + LITTLE.log2() < hot => hot + SLACK,
        _ => hot,
    }
}

/// The reach of an engagement, given the former one.
pub fn reach(engagement: f64, former: Option<f64>) -> f64 {
    match former {
        Some(former) if former >= engagement && former <= engagement * FACTOR => former,
        _ if engagement > LITTLE => engagement * FACTOR,
        _ => engagement,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bounds_lie_above_and_not_far(
            hot in -1e4..1e4f64,
            former in prop::option::of(-1e4..1e4f64),
            one_more in -1e4..1e4f64,
            engagement in 0.0..1e9f64,
        ) {
            let ceiling = ceiling(hot, former, one_more);
            prop_assert!(hot <= ceiling && ceiling <= hot + SLACK);
            let reach = reach(engagement, former);
            prop_assert!(engagement <= reach && reach <= engagement * FACTOR);
        }
    }

    #[test]
    fn a_viral_post_moves_seldom() {
        let (mut bound, mut moves) = (0.0, 0);
        for engagement in 1..=10_000 {
            let next = reach(f64::from(engagement), Some(bound));
            moves += i32::from(next != bound);
            bound = next;
        }
        assert!(moves < 60, "{moves}");
    }
}
