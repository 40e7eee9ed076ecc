//! What the comparison must take and what it must not.

use super::*;

/// Posts as `(id, author, score before spreading, number of its author)` in the order of the reference.
fn order(posts: &[(i64, &str, f64, i32)]) -> Order {
    let rank = Rank::default();
    let rows: Vec<Row> = posts
        .iter()
        .map(|(id, author, before, others)| {
            let score = before * (0.75 * 0.5_f64.powi(*others) + 0.25);
            let mut row: Row = vec![
                Some(id.to_string()),
                Some((*author).to_string()),
                Some("time".to_string()),
            ];
            row.push(Some(format!("{score:?}")));
            row.push(Some("{follow}".to_string()));
            row.push(Some(format!("{before:?}")));
            row.push(Some("false".to_string()));
            row.push(Some((1_000 - id).to_string()));
            row.extend([const { None }; 10]);
            row
        })
        .collect();
    Order::new(&rows, &rank)
}

fn feed(order: &Order, ids: &[i64]) -> Vec<Got> {
    ids.iter()
        .map(|id| {
            let wanted = order
                .want
                .iter()
                .find(|wanted| wanted.id() == id.to_string());
            let wanted = wanted.expect("a post of the reference");
            Got {
                post: wanted.post.clone(),
                score: wanted.score,
                reasons: wanted.reasons.clone(),
            }
        })
        .collect()
}

const POSTS: [(i64, &str, f64, i32); 5] = [
    (4, "ann", 0.9, 0),
    (9, "bob", 0.6, 0),
    (7, "ann", 0.8, 1),
    (3, "cleo", 0.4, 0),
    (2, "cleo", 0.4, 1),
];

#[test]
fn the_reference_has_no_fault() {
    let order = order(&POSTS);
    for size in 1..8 {
        let ids: Vec<i64> = POSTS.iter().take(size).map(|post| post.0).collect();
        assert_eq!(order.fault(&feed(&order, &ids), size), None);
    }
}

#[test]
fn every_other_feed_has_one() {
    let order = order(&POSTS);
    for ids in [
        [4, 9, 7].as_slice(),
        &[4, 9, 7, 3, 3],
        &[9, 4, 7, 3, 2],
        &[4, 7, 9, 3, 2],
        &[4, 9, 7, 2, 3],
    ] {
        assert!(order.fault(&feed(&order, ids), 5).is_some(), "{ids:?}");
    }
    for wrong in 0..5 {
        let mut scores = feed(&order, &[4, 9, 7, 3, 2]);
        scores[wrong].score = scores[wrong].score.map(|score| score + 2e-9);
        assert!(order.fault(&scores, 5).is_some(), "score at {wrong}");
        let mut rest = feed(&order, &[4, 9, 7, 3, 2]);
        rest[wrong].score = None;
        assert!(order.fault(&rest, 5).is_some(), "no score at {wrong}");
        let mut reasons = feed(&order, &[4, 9, 7, 3, 2]);
        reasons[wrong].reasons = "{follow,trending}".to_string();
        assert!(order.fault(&reasons, 5).is_some(), "reasons at {wrong}");
    }
}

/// The newer of two equal posts of one author comes first, and only it counts in full.
#[test]
fn equal_posts_of_one_author_come_newest_first() {
    let order = order(&POSTS);
    let mut swapped = feed(&order, &[4, 9, 7, 2, 3]);
    let scores: Vec<_> = swapped.iter().map(|got| got.score).collect();
    (swapped[3].score, swapped[4].score) = (scores[4], scores[3]);
    assert!(order.fault(&swapped, 5).is_some());
}

#[test]
fn posts_whose_scores_differ_by_rounding_may_change_places() {
    let near = order(&[
        (4, "ann", 0.5 + 1e-13, 0),
        (9, "bob", 0.5, 0),
        (7, "cleo", 0.1, 0),
    ]);
    let mut other = feed(&near, &[9, 4, 7]);
    other[1].score = Some(0.5);
    assert_eq!(near.fault(&other, 3), None);
    // Of one author too: whichever comes first counts in full.
    let near = order(&[
        (4, "ann", 0.5 + 1e-13, 0),
        (9, "ann", 0.5, 1),
        (7, "cleo", 0.1, 0),
    ]);
    let mut other = feed(&near, &[9, 4, 7]);
    other[0].score = Some(0.5);
    other[1].score = Some((0.5 + 1e-13) * 0.625);
    assert_eq!(near.fault(&other, 3), None);
}

#[test]
fn behind_the_candidates_the_order_is_exact() {
    let mut order = order(&POSTS);
    for wanted in &mut order.want[3..] {
        wanted.score = None;
    }
    assert_eq!(order.fault(&feed(&order, &[4, 9, 7, 3, 2]), 5), None);
    assert!(order.fault(&feed(&order, &[4, 9, 7, 2, 3]), 5).is_some());
    assert!(order.fault(&feed(&order, &[4, 9, 3, 7, 2]), 5).is_some());
}
