//! One contender's figure over another's, and between which bounds it stayed while the run went on.

use super::measured::Measured;

/// A ratio of medians with the least and the greatest that any part of the run gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Ratio {
    /// `ours` over `other`; None over zero. Parts of the same time are compared where both have as many, since what
    /// disturbs one then disturbs the other; otherwise each part with the whole of the other.
    pub fn of(ours: &Measured, other: &Measured) -> Option<Self> {
        if other.p50 == 0.0 {
            return None;
        }
        let value = ours.p50 / other.p50;
        let parts: Vec<f64> = if ours.blocks.len() == other.blocks.len() {
            let pairs = ours.blocks.iter().zip(&other.blocks);
            pairs.map(|(ours, other)| ours / other).collect()
        } else {
            let ours_parts = ours.blocks.iter().map(|part| part / other.p50);
            ours_parts
                .chain(other.blocks.iter().map(|part| ours.p50 / part))
                .collect()
        };
        let finite = || parts.iter().copied().filter(|part| part.is_finite());
        Some(Self {
            value,
            low: finite().fold(value, f64::min),
            high: finite().fold(value, f64::max),
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::measured::Role;
    use super::*;

    fn turns(values: &[f64]) -> Measured {
        Measured::of_turns("a", Role::Ours, values).unwrap()
    }

    #[test]
    fn what_disturbs_both_disturbs_no_ratio() {
        let ratio = Ratio::of(&turns(&[2.0, 20.0, 4.0]), &turns(&[1.0, 10.0, 2.0])).unwrap();
        assert_eq!((ratio.value, ratio.low, ratio.high), (2.0, 2.0, 2.0));
    }

    #[test]
    fn unequal_parts_are_held_against_the_whole() {
        let ratio = Ratio::of(&turns(&[2.0, 3.0]), &turns(&[1.0, 2.0, 4.0])).unwrap();
        assert_eq!((ratio.value, ratio.low, ratio.high), (1.0, 0.5, 2.0));
        assert_eq!(Ratio::of(&turns(&[1.0]), &turns(&[0.0])), None);
    }
}
