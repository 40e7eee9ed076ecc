//! Compares one page of a ranking with the reference: its posts, their scores, and their order, in which only posts may change
//! places whose scores differ by no more than rounding.

use std::collections::HashMap;

use crate::engagement::compare::{Scale, float};
use crate::engagement::ranking::Formula;
use crate::session::Row;

/// A post of the reference.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// `post_id, author_id, created_at`.
    pub post: Row,
    pub score: f64,
    /// What orders the posts.
    pub key: f64,
    /// Posts of one tie are equal, so that only their ids may decide.
    pub tie: String,
    /// From the greatest id down.
    pub place: i64,
}

impl Wanted {
    /// A row of `ranked::reference`.
    pub fn of(row: &Row) -> Self {
        let text = |column: usize| row[column].as_deref().expect("the reference is never NULL");
        Self {
            post: row[..3].to_vec(),
            score: float(text(3)),
            key: float(text(4)),
            tie: text(5).to_string(),
            place: text(6).parse().expect("a place is a whole number"),
        }
    }
}

/// A post of a page.
#[derive(Debug, Clone)]
pub struct Got {
    pub post: Row,
    pub score: f64,
    /// The logarithm by which `trending` is ordered, where it shows it.
    pub hot: Option<f64>,
}

/// The reference of one ranking, ready to be held against pages.
#[derive(Debug)]
pub struct Order {
    pub want: Vec<Wanted>,
    formula: Formula,
    /// Where a post stands.
    index: HashMap<Row, usize>,
    /// The places of equal posts, the greatest id first.
    equal: HashMap<String, Vec<i64>>,
}

impl Order {
    /// From the rows of `ranked::reference`.
    pub fn new(rows: &[Row], formula: Formula) -> Self {
        let want: Vec<Wanted> = rows.iter().map(Wanted::of).collect();
        let mut equal: HashMap<String, Vec<i64>> = HashMap::new();
        for wanted in &want {
            equal
                .entry(wanted.tie.clone())
                .or_default()
                .push(wanted.place);
        }
        equal.values_mut().for_each(|places| places.sort_unstable());
        let index = want.iter().enumerate();
        Self {
            index: index
                .map(|(index, wanted)| (wanted.post.clone(), index))
                .collect(),
            want,
            formula,
            equal,
        }
    }

    fn scale(&self) -> Scale {
        match self.formula {
            Formula::Decay => Scale::Log,
            Formula::Gravity | Formula::Window => Scale::Linear,
        }
    }

    /// What is wrong with a page of at most `size` posts that begins at place `start` of the reference.
    pub fn fault(&self, page: &[Got], start: usize, size: usize) -> Option<String> {
        let end = self.want.len().min(start + size);
        if page.len() != end - start.min(end) {
            return Some(format!(
                "{} rows from row {start} on, {} in the reference; next wanted {:?}",
                page.len(),
                self.want.len(),
                self.want.get(start + page.len())
            ));
        }
        let mut found = Vec::new();
        for (place, got) in (start..).zip(page) {
            let Some(&at) = self.index.get(&got.post) else {
                return Some(format!("place {place}: {got:?} is not in the reference"));
            };
            let (wanted, there) = (&self.want[at], &self.want[place]);
            if !Scale::Linear.close(got.score, wanted.score)
                || !got.hot.is_none_or(|hot| Scale::Log.close(hot, wanted.key))
            {
                return Some(format!("place {place}: {got:?}\n  wanted {wanted:?}"));
            }
            if !self.scale().close(wanted.key, there.key) {
                return Some(format!(
                    "place {place}: {got:?}\n  is {wanted:?}, the reference has {there:?}"
                ));
            }
            found.push(wanted);
        }
        self.own_order(page, &found)
            .or_else(|| self.ties(&found, start == 0))
    }

    /// The page must be in the order of the scores that it shows itself, and where they are equal, of ids from the greatest
    /// down.
    fn own_order(&self, page: &[Got], found: &[&Wanted]) -> Option<String> {
        for place in 1..page.len() {
            let (above, below) = (&page[place - 1], &page[place]);
            let keys = match (self.formula, above.hot, below.hot) {
                (Formula::Decay, Some(above), Some(below)) => Some((above, below)),
                // Different logarithms may round to one value.
                (Formula::Decay, ..) => None,
                _ => Some((above.score, below.score)),
            };
            let ids_fall = found[place - 1].place < found[place].place;
            let wrong = above.score < below.score
                || keys
                    .is_some_and(|(above, below)| above < below || (above == below && !ids_fall));
            if wrong {
                return Some(format!("{above:?}\n  stands before {below:?}"));
            }
        }
        None
    }

    /// Of equal posts the greatest ids come first, and none of them is passed over.
    fn ties(&self, found: &[&Wanted], from_the_start: bool) -> Option<String> {
        let mut last: HashMap<&str, usize> = HashMap::new();
        for wanted in found {
            let places = &self.equal[&wanted.tie];
            let here = places.iter().position(|place| *place == wanted.place)?;
            let next = match last.insert(&wanted.tie, here) {
                Some(before) => before + 1,
                None if from_the_start => 0,
                None => here,
            };
            if here != next {
                return Some(format!(
                    "{wanted:?} is number {here} of equal posts where number {next} belongs"
                ));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Posts by id with their scores, as the reference would have them; posts of one score are equal.
    fn order(posts: &[(i64, f64)], formula: Formula) -> Order {
        let rows: Vec<Row> = posts
            .iter()
            .map(|(id, score)| {
                let score = format!("{score:?}");
                [
                    id.to_string(),
                    "author".to_string(),
                    "time".to_string(),
                    score.clone(),
                    score.clone(),
                    score,
                    (1_000 - id).to_string(),
                ]
                .into_iter()
                .map(Some)
                .collect()
            })
            .collect();
        Order::new(&rows, formula)
    }

    fn page(order: &Order, ids: &[i64]) -> Vec<Got> {
        ids.iter()
            .map(|id| {
                let wanted = order
                    .want
                    .iter()
                    .find(|wanted| wanted.place == 1_000 - id)
                    .expect("a post of the reference");
                Got {
                    post: wanted.post.clone(),
                    score: wanted.score,
                    hot: None,
                }
            })
            .collect()
    }

    const POSTS: [(i64, f64); 5] = [(2, 9.0), (7, 4.0), (5, 4.0), (3, 4.0), (9, 0.0)];

    #[test]
    fn the_reference_has_no_fault() {
        for formula in [Formula::Decay, Formula::Gravity, Formula::Window] {
            let order = order(&POSTS, formula);
            for size in 1..8 {
                for start in 0..6 {
                    let ids: Vec<i64> = POSTS
                        .iter()
                        .skip(start)
                        .take(size)
                        .map(|(id, _)| *id)
                        .collect();
                    assert_eq!(order.fault(&page(&order, &ids), start, size), None);
                }
            }
        }
    }

    #[test]
    fn every_other_page_has_one() {
        for formula in [Formula::Decay, Formula::Gravity, Formula::Window] {
            let order = order(&POSTS, formula);
            // Too few, a wrong one, equal posts in another order, the greatest id of them passed over, one twice.
            for ids in [
                [2, 7].as_slice(),
                &[2, 7, 9],
                &[2, 5, 7],
                &[2, 5, 3],
                &[2, 7, 7],
                &[7, 2, 5],
            ] {
                assert!(
                    order.fault(&page(&order, ids), 0, 3).is_some(),
                    "{formula:?}: {ids:?}"
                );
            }
            let mut wrong = page(&order, &[2, 7, 5]);
            wrong[1].score = 4.000_000_1;
            assert!(order.fault(&wrong, 0, 3).is_some());
        }
    }

    #[test]
    fn posts_whose_scores_differ_by_rounding_may_change_places() {
        let near = [(2, 4.0 + 1e-12), (7, 4.0), (5, 1.0)];
        let order = order(&near, Formula::Decay);
        let mut other = page(&order, &[7, 2, 5]);
        other[1].score = other[0].score;
        assert_eq!(order.fault(&other, 0, 3), None);
        assert!(order.fault(&page(&order, &[7, 5, 2]), 0, 3).is_some());
    }
}
