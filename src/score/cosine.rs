//! Directions in space: how alike two are, and the mean of several.

/// The cosine of the angle between two vectors, from -1 to 1; None where one of them is zero, or they are of different spaces.
pub fn cosine<A, B>(one: &[A], other: &[B]) -> Option<f64>
where
    A: Copy + Into<f64>,
    B: Copy + Into<f64>,
{
    if one.len() != other.len() {
        return None;
    }
    let (mut product, mut of_one, mut of_other) = (0.0, 0.0, 0.0);
    for (a, b) in one.iter().zip(other) {
        let (a, b): (f64, f64) = ((*a).into(), (*b).into());
        product += a * b;
        of_one += a * a;
        of_other += b * b;
    }
    // The roots apart: their product cannot leave what double precision holds, that of the squares could.
    let lengths = of_one.sqrt() * of_other.sqrt();
    (lengths > 0.0).then(|| (product / lengths).clamp(-1.0, 1.0))
}

/// A weighted mean in the making.
#[derive(Debug, Clone)]
pub struct Mean {
    sum: Vec<f64>,
    weight: f64,
}

impl Mean {
    /// Of nothing yet, in a space of so many dimensions.
    pub fn new(dimensions: usize) -> Mean {
        Mean {
            sum: vec![0.0; dimensions],
            weight: 0.0,
        }
    }

    /// Adds a vector of the same space with a weight of 0 or above.
    pub fn add(&mut self, weight: f64, vector: &[f32]) {
        self.weight += weight;
        for (sum, one) in self.sum.iter_mut().zip(vector) {
            *sum += weight * f64::from(*one);
        }
    }

    /// `sum(weight * vector) / sum(weight)`; None where nothing has any weight, or all cancels out: such a mean has no direction.
    pub fn direction(self) -> Option<Vec<f64>> {
        let Mean { mut sum, weight } = self;
        sum.iter_mut().for_each(|one| *one /= weight);
        let is_somewhere = weight > 0.0 && sum.iter().any(|one| *one != 0.0);
        is_somewhere.then_some(sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vector() -> impl Strategy<Value = Vec<f32>> {
        prop::collection::vec(-1e3f32..1e3, 7)
    }

    #[test]
    fn known_angles() {
        assert_eq!(cosine(&[1.0, 0.0], &[5f32, 0.0]), Some(1.0));
        assert_eq!(cosine(&[1.0, 0.0], &[0f32, 3.0]), Some(0.0));
        assert_eq!(cosine(&[1.0, 0.0], &[-2f32, 0.0]), Some(-1.0));
        let half = cosine(&[1.0, 0.0], &[1f32, 3f32.sqrt()]).unwrap_or_default();
        assert!((half - 0.5).abs() < 1e-7);
    }

    #[test]
    fn no_direction_is_like_none() {
        assert_eq!(cosine(&[0.0, 0.0], &[1f32, 0.0]), None);
        assert_eq!(cosine(&[1.0, 0.0], &[0f32, 0.0]), None);
        assert_eq!(cosine(&[1.0], &[1f32, 0.0]), None);
        assert_eq!(Mean::new(2).direction(), None);
        let mut mean = Mean::new(1);
        mean.add(0.0, &[1.0]);
        assert_eq!(mean.clone().direction(), None);
        mean.add(1.0, &[1.0]);
        mean.add(1.0, &[-1.0]);
        assert_eq!(mean.direction(), None);
    }

    #[test]
    fn the_largest_and_least_numbers_have_directions() {
        for size in [f32::MAX, f32::MIN_POSITIVE] {
            let wide = vec![size; 16_000];
            assert!(cosine(&wide, &wide).is_some_and(|same| (same - 1.0).abs() < 1e-9));
        }
    }

    proptest! {
        #[test]
        fn scale_changes_no_angle(one in vector(), other in vector(), scale in 1e-3f32..1e3) {
            let scaled: Vec<f32> = other.iter().map(|number| number * scale).collect();
            if let (Some(a), Some(b)) = (cosine(&one, &other), cosine(&one, &scaled)) {
                prop_assert!((a - b).abs() < 1e-5, "{a} {b}");
                prop_assert!((-1.0..=1.0).contains(&a));
            }
        }

        #[test]
        fn a_mean_lies_between(one in vector(), other in vector(), a in 0.1..9.0f64, b in 0.1..9.0f64) {
            let mut mean = Mean::new(7);
            mean.add(a, &one);
            mean.add(b, &other);
            if let Some(mean) = mean.direction() {
                for ((middle, x), y) in mean.iter().zip(&one).zip(&other) {
                    let (x, y) = (f64::from(*x), f64::from(*y));
                    let wanted = (a * x + b * y) / (a + b);
                    prop_assert!((middle - wanted).abs() < 1e-9);
                    prop_assert!(x.min(y) - 1e-9 <= *middle && *middle <= x.max(y) + 1e-9);
                }
            }
        }
    }
}
