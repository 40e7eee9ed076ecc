//! The first posts by the scores of contenders alone are the first posts by all scores.

use super::super::diversity::before_of_same;
use super::super::evidence::evidence_test::scale;
use super::*;
use proptest::prelude::*;

/// A post whose score is hidden within bounds.
#[derive(Debug, Clone, Copy)]
struct Hidden {
    standing: Standing,
    score: f64,
}

prop_compose! {
    // Few different scores, so that equal ones meet.
    fn hidden()(
        author in prop::option::of(0..4usize),
        score in 0..40u32,
        below in 0..6u32,
        above in 0..6u32,
        shown in prop::bool::weighted(0.2),
    ) -> Hidden {
        let share = |number: u32| f64::from(number) / 50.0;
        let score = share(score);
        let standing = Standing {
            author,
            least: (score - share(below)).max(0.0),
            most: score + share(above),
            shown,
        };
        Hidden { standing, score }
    }
}

/// The first `want` places by the scores that are known, those of equal scores in their order; the others count nowhere.
fn first(posts: &[Standing], known: &[bool], want: usize) -> Vec<(usize, f64)> {
    let scale = scale();
    let order = |scores: &[f64], places: &mut Vec<usize>| {
        places.sort_by(|one, other| scores[*other].total_cmp(&scores[*one]).then(one.cmp(other)));
    };
    let mut scores: Vec<f64> = posts.iter().map(|post| post.least).collect();
    let mut places: Vec<usize> = (0..posts.len()).collect();
    order(&scores, &mut places);
    let before = before_of_same(places.iter().map(|place| posts[*place].author));
    for (place, before) in places.iter().zip(before) {
        scores[*place] *= scale.diversity(before);
    }
    places.retain(|place| known[*place] && !posts[*place].shown);
    order(&scores, &mut places);
    places.truncate(want);
    places
        .into_iter()
        .map(|place| (place, scores[place]))
        .collect()
}

/// Learns some of what can be known of posts: each bound comes halfway nearer.
fn narrow(contest: &mut Contest, hidden: &[Hidden], places: &[usize]) {
    for place in places {
        let (post, score) = (contest.posts()[*place], hidden[*place].score);
        contest.settle(
            *place,
            (post.least + score) / 2.0,
            (post.most + score) / 2.0,
        );
    }
}

fn reveal(contest: &mut Contest, hidden: &[Hidden], places: &[usize]) {
    for place in places {
        contest.settle(*place, hidden[*place].score, hidden[*place].score);
    }
}

proptest! {
    #[test]
    fn contenders_decide(
        hidden in prop::collection::vec(hidden(), 0..60),
        want in 0..20usize,
        favoured in 0..4u32,
        narrowed: bool,
    ) {
        let scale = scale();
        let mut contest = Contest::new(&scale, hidden.iter().map(|one| one.standing).collect());
        let mut all = contest.clone();
        reveal(&mut all, &hidden, &(0..hidden.len()).collect::<Vec<_>>());
        let expected = first(all.posts(), &vec![true; hidden.len()], want);
        for _ in 0..favoured {
            let favourites = contest.favourites(want);
            prop_assert!(favourites.len() <= want);
            reveal(&mut contest, &hidden, &favourites);
        }
        if narrowed {
            let contenders = contest.contenders(want);
            narrow(&mut contest, &hidden, &contenders);
        }
        let contenders = contest.contenders(want);
        reveal(&mut contest, &hidden, &contenders);
        let known: Vec<bool> = contest.posts().iter().map(Standing::is_known).collect();
        prop_assert_eq!(first(contest.posts(), &known, want), expected);
    }

    #[test]
    fn of_known_scores_nobody_has_to_be_looked_at(hidden in prop::collection::vec(hidden(), 0..30), want in 0..20usize) {
        let scale = scale();
        let mut contest = Contest::new(&scale, hidden.iter().map(|one| one.standing).collect());
        reveal(&mut contest, &hidden, &(0..hidden.len()).collect::<Vec<_>>());
        prop_assert!(contest.contenders(want).is_empty());
    }
}

#[test]
fn what_cannot_reach_the_page_is_left_alone() {
    let post = |least, most| Standing {
        author: None,
        least,
        most,
        shown: false,
    };
    let posts = [
        post(0.5, 0.6),
        post(0.3, 0.4),
        post(0.35, 0.45),
        post(0.0, 0.2),
    ];
    let scale = scale();
    let contest = Contest::new(&scale, posts.to_vec());
    assert_eq!(contest.contenders(1), [0]);
    assert_eq!(contest.contenders(2), [0, 1, 2]);
    assert_eq!(contest.favourites(2), [0, 2]);
}
