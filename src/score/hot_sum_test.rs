//! Sums of decayed weights against plain arithmetic, in every order and split, and at the ends of the range.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::super::time::Span;
use super::*;

const HOUR: i64 = 3_600_000_000;
const LANDMARK: i64 = 7_305 * 24 * HOUR;

/// A weight, when it came, and in which half-life it decays.
type Row = (f64, i64, i64);

fn add(sum: HotSum, (weight, micros, length): Row) -> HotSum {
    let at = Moment::new("at", micros).unwrap();
    let half_life = HalfLife::new(Span::new(0, 0, length)).unwrap();
    sum.add(weight, at, half_life).unwrap()
}

fn sum_of(rows: &[Row]) -> HotSum {
    rows.iter().fold(HotSum::EMPTY, |sum, row| add(sum, *row))
}

fn hot_of((weight, micros, length): Row) -> f64 {
    weight.log2() + (micros - LANDMARK) as f64 / length as f64
}

/// The textbook log-sum-exp, which sees all rows at once.
fn reference(rows: &[Row]) -> f64 {
    let top = rows.iter().map(|row| hot_of(*row)).fold(f64::MIN, f64::max);
    let scaled: f64 = rows.iter().map(|row| (hot_of(*row) - top).exp2()).sum();
    top + scaled.log2()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        prop_oneof![1 => Just(0.0), 9 => 1e-3..1e3f64],
        LANDMARK..LANDMARK + 10 * 365 * 24 * HOUR,
    );
    let length = prop_oneof![Just(HOUR), Just(12 * HOUR), HOUR..2_000 * HOUR];
    (prop::collection::vec(row, 1..200), length).prop_map(|(rows, length)| {
        rows.into_iter()
            .map(|(weight, micros)| (weight, micros, length))
            .collect()
    })
}

#[test]
fn nothing_and_zeros_are_minus_infinity() {
    assert_eq!(HotSum::EMPTY.hot(), f64::NEG_INFINITY);
    assert_eq!(sum_of(&[(0.0, 0, HOUR)]).hot(), f64::NEG_INFINITY);
    assert_eq!(sum_of(&[(0.0, 0, HOUR), (4.0, LANDMARK, HOUR)]).hot(), 2.0);
}

#[test]
fn equal_weights_add_up() {
    let rows = vec![(1.0, LANDMARK + 24 * HOUR, 12 * HOUR); 1 << 20];
    assert_eq!(sum_of(&rows).hot(), 22.0);
}

#[test]
fn a_million_small_weights_beside_a_large_one_are_not_lost() {
    let mut rows = vec![(2f64.powi(60), LANDMARK, HOUR)];
    rows.extend(vec![(1.0, LANDMARK, HOUR); 1 << 20]);
    let sum = sum_of(&rows);
    // Plain addition would have dropped each of them: 1 is less than half a unit in the last place of 2^60.
    assert_eq!(sum.sum + sum.carry, 0.5 * (1.0 + 2f64.powi(-40)));
}

#[test]
fn the_largest_weights_at_the_last_moment_do_not_overflow() {
    let last = (f64::MAX, i64::MAX - 1, 1);
    let first = (f64::from_bits(1), i64::MIN + 1, 1);
    assert!(sum_of(&[last, last, first]).hot().is_finite());
    assert!(sum_of(&[first, first]).hot().is_finite());
    let now = (f64::MAX, LANDMARK, HOUR);
    assert_eq!(sum_of(&[now, now, now, now]).hot(), 1026.0);
}

#[test]
fn weights_below_zero_or_not_finite_are_refused() {
    let at = Moment::new("at", 0).unwrap();
    let half_life = HalfLife::new(Span::new(0, 1, 0)).unwrap();
    for weight in [-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(HotSum::EMPTY.add(weight, at, half_life).is_err());
    }
}

#[test]
fn other_bytes_are_no_sum() {
    for length in [0, 8, 16, 23, 25, 32] {
        assert_eq!(HotSum::from_bytes(&vec![0; length]), None);
    }
}

proptest! {
    #[test]
    fn it_is_the_logarithm_of_the_sum(rows in rows()) {
        let (ours, expected) = (sum_of(&rows).hot(), reference(&rows));
        // A float8 near 10^5, the largest key here, is exact to 1.5e-11.
        prop_assert!(ours == expected || (ours - expected).abs() < 1e-9);
    }

    #[test]
    fn order_does_not_matter(rows in rows(), turn in any::<prop::sample::Index>()) {
        let mut turned = rows.clone();
        turned.rotate_left(turn.index(rows.len()));
        let mut reversed = rows.clone();
        reversed.reverse();
        let hot = sum_of(&rows).hot();
        // One unit in the last place of a number below 2^17.
        prop_assert!((sum_of(&turned).hot() - hot).abs() <= 1.5e-11 || hot.is_infinite());
        prop_assert!((sum_of(&reversed).hot() - hot).abs() <= 1.5e-11 || hot.is_infinite());
    }

    #[test]
    fn parts_summed_apart_make_the_same_whole(rows in rows(), cut in any::<prop::sample::Index>()) {
        let (left, right) = rows.split_at(cut.index(rows.len()));
        let merged = sum_of(left).merge(sum_of(right));
        prop_assert_eq!(merged, sum_of(right).merge(sum_of(left)));
        let whole = sum_of(&rows).hot();
        prop_assert!((merged.hot() - whole).abs() <= 1.5e-11 || whole.is_infinite());
    }

    #[test]
    fn sums_survive_being_kept(rows in rows()) {
        let sum = sum_of(&rows);
        prop_assert_eq!(HotSum::from_bytes(&sum.to_bytes()), Some(sum));
    }

    #[test]
    fn one_row_is_its_own_hot(
        weight in 1e-300..1e300f64,
        micros in i64::MIN + 1..i64::MAX,
        length in 1..i64::MAX,
    ) {
        let row = (weight, micros, length);
        let elapsed = i128::from(micros) - i128::from(LANDMARK);
        let expected = weight.log2() + elapsed as f64 / length as f64;
        let ours = sum_of(&[row]).hot();
        prop_assert!((ours - expected).abs() <= 1e-12 * (1.0 + expected.abs()).max(1e3));
    }
}
