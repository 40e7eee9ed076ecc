//! Reddit's "hot": votes count by orders of magnitude, time by a constant speed; its order never changes.

use super::time::Moment;

/// The second of Unix time from which Reddit counts, in December 2005.
const START_UNIX_SECONDS: i64 = 1_134_028_003;
/// How many seconds later are worth ten times the votes: 12.5 hours.
const SECONDS_PER_ORDER: f64 = 45_000.0;

/// `sign(s) * log10(max(|s|, 1)) + (epoch - 1134028003) / 45000` with `s = ups - downs`.
///
/// From `r2/r2/lib/db/_sorts.pyx` in the repository reddit-archive/reddit, without its rounding to seven
/// digits, which made ties.
pub fn reddit_hot(ups: i64, downs: i64, at: Moment) -> f64 {
    // In 128 bits, where no difference of two 64-bit numbers overflows.
    let net = i128::from(ups) - i128::from(downs);
    let order = (net.unsigned_abs().max(1) as f64).log10();
    let signed = net.signum() as f64 * order;
    signed + at.seconds_since_unix(START_UNIX_SECONDS) / SECONDS_PER_ORDER
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at_unix(seconds: i64) -> Moment {
        Moment::new("at", (seconds - 946_684_800) * 1_000_000).unwrap()
    }

    #[test]
    fn votes_count_by_orders_and_time_by_its_speed() {
        let start = at_unix(START_UNIX_SECONDS);
        assert_eq!(reddit_hot(0, 0, start), 0.0);
        assert_eq!(reddit_hot(1, 0, start), 0.0);
        assert_eq!(reddit_hot(110, 10, start), 2.0);
        assert_eq!(reddit_hot(10, 110, start), -2.0);
        let later = at_unix(START_UNIX_SECONDS + 45_000);
        assert_eq!(reddit_hot(10, 0, later), 2.0);
    }

    #[test]
    fn the_extremes_of_bigint_do_not_overflow() {
        let start = at_unix(START_UNIX_SECONDS);
        let score = reddit_hot(i64::MAX, i64::MIN, start);
        assert!((score - 19.265_919_722_494_797).abs() < 1e-13);
        assert_eq!(reddit_hot(i64::MIN, i64::MAX, start), -score);
        assert_eq!(reddit_hot(i64::MIN, i64::MIN, start), 0.0);
    }

    proptest! {
        #[test]
        fn more_net_votes_are_never_worse(
            (ups, downs) in any::<(i64, i64)>(),
            more in 0..1_000i64,
            micros in i64::MIN + 1..i64::MAX,
        ) {
            let at = Moment::new("at", micros).unwrap();
            let score = reddit_hot(ups, downs, at);
            prop_assert!(score.is_finite());
            prop_assert!(reddit_hot(ups.saturating_add(more), downs, at) >= score);
        }
    }
}
