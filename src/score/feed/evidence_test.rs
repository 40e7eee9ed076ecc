//! Factors are what their definitions say, and stay within [0, 1].

#![allow(clippy::unwrap_used)]

use super::*;
use crate::score::{HalfLife, Span, wilson_lower_bound};
use proptest::prelude::*;

const HOUR: i64 = 3_600_000_000;

fn lives(hours: i64) -> HalfLife {
    HalfLife::new(Span::new(0, 0, hours * HOUR)).unwrap()
}

pub fn scale() -> Scale {
    Scale {
        weights: [0.25, 0.20, 0.15, 0.15, 0.10, 0.08, 0.07],
        engagement_half: 50.0,
        relevance_half: 5.0,
        quality_min: 30,
        recency_half_life: lives(24),
        social_half: 3.0,
        out_of_network: 0.75,
        seen: 0.2,
        diversity_decay: 0.5,
        diversity_floor: 0.25,
    }
}

const NOTHING: Evidence = Evidence {
    engagement: 0.0,
    affinity: 0.0,
    engaged: 0,
    impressions: 0,
    age: i128::MAX,
    followees: 0,
    member: false,
    cosine: None,
    in_network: true,
    seen: false,
};

#[test]
fn a_post_that_nothing_speaks_for_scores_zero() {
    assert_eq!(NOTHING.judge(&scale()).score(&scale()), 0.0);
}

#[test]
fn each_factor_is_what_its_definition_says() {
    let post = Evidence {
        engagement: 50.0,
        affinity: 15.0,
        engaged: 500,
        impressions: 100,
        age: i128::from(48 * HOUR),
        followees: 1,
        member: true,
        cosine: Some(0.5),
        in_network: false,
        seen: true,
    };
    let judged = post.judge(&scale());
    let quality = wilson_lower_bound(100, 100, 0.95).unwrap();
    assert_eq!(judged.factors, [0.5, 0.75, quality, 0.25, 0.25, 1.0, 0.5]);
    let sum = 0.125 + 0.15 + 0.15 * quality + 0.0375 + 0.025 + 0.08 + 0.035;
    assert!((judged.score(&scale()) - sum * 0.75 * 0.2).abs() < 1e-15);
}

#[test]
fn few_impressions_say_nothing_of_quality_and_none_never_do() {
    let quality = |impressions, least| {
        let post = Evidence {
            engaged: 10,
            impressions,
            ..NOTHING
        };
        let scale = Scale {
            quality_min: least,
            ..scale()
        };
        post.judge(&scale).factors[2]
    };
    assert_eq!(quality(29, 30), 0.0);
    assert!(quality(30, 30) > 0.0);
    assert_eq!(quality(0, 0), 0.0);
    assert!(quality(1, 0) > 0.0);
}

#[test]
fn a_post_from_the_future_is_new_and_an_opposite_one_is_not_similar() {
    let post = Evidence {
        age: -1,
        cosine: Some(-1.0),
        ..NOTHING
    };
    let judged = post.judge(&scale());
    assert_eq!((judged.factors[3], judged.factors[6]), (1.0, 0.0));
}

prop_compose! {
    fn any_evidence()(
        engagement in 0.0..1e300f64, affinity in 0.0..1e300f64,
        engaged in 0..i64::MAX, impressions in 0..i64::MAX,
        age: i128, followees: u32, member: bool,
        cosine in prop::option::of(prop::num::f64::ANY),
        in_network: bool, seen: bool,
    ) -> Evidence {
        Evidence { engagement, affinity, engaged, impressions, age, followees, member, cosine, in_network, seen }
    }
}

proptest! {
    #[test]
    fn quality_is_wilsons_bound_at_0_95(engaged in 0..10_000i64, impressions in 30..10_000i64) {
        let post = Evidence { engaged, impressions, ..NOTHING };
        let bound = wilson_lower_bound(engaged.min(impressions), impressions, 0.95).unwrap();
        prop_assert!((post.judge(&scale()).factors[2] - bound).abs() < 1e-15);
    }

    #[test]
    fn factors_are_shares_and_scores_numbers(post in any_evidence()) {
        let judged = post.judge(&scale());
        for factor in judged.factors {
            prop_assert!((0.0..=1.0).contains(&factor), "{:?}", judged.factors);
        }
        let score = judged.score(&scale());
        prop_assert!((0.0..=1.0 + 1e-12).contains(&score));
    }

    #[test]
    fn more_of_anything_good_never_lowers_a_score(post in any_evidence(), more in 0.0..1e12f64, one in 0u32..100) {
        let better = Evidence {
            engagement: post.engagement + more,
            affinity: post.affinity + more,
            followees: post.followees.saturating_add(one),
            age: post.age.saturating_sub(i128::from(one)),
            member: true,
            in_network: true,
            seen: false,
            ..post
        };
        let score = |post: Evidence| post.judge(&scale()).score(&scale());
        prop_assert!(score(better) >= score(post));
    }
}
