//! Holds a feed against the reference: its posts, their scores and reasons, and their order, in which only posts may change
//! places whose scores differ by no more than rounding.

use std::collections::HashMap;

use crate::engagement::compare::float;
use crate::ranking::settings::Rank;
use crate::session::Row;

/// Two scores this close are taken for one.
pub const TOLERANCE: f64 = 1e-9;

/// A post of the reference.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// `post_id, author_id, created_at`.
    pub post: Row,
    /// None behind the last candidate.
    pub score: Option<f64>,
    pub reasons: String,
    /// The score before the posts of its author are spread.
    pub before: Option<f64>,
    /// From the newest down.
    pub place: i64,
    /// Factors and multipliers.
    pub numbers: Row,
}

impl Wanted {
    fn of(row: &Row) -> Self {
        let number = |column: usize| row[column].as_deref().map(float);
        let text = |column: usize| row[column].clone().expect("the reference knows it");
        Self {
            post: row[..3].to_vec(),
            score: number(3),
            reasons: text(4),
            before: number(5),
            place: text(7).parse().expect("a place is a whole number"),
            numbers: row[8..].to_vec(),
        }
    }

    fn author(&self) -> Option<&str> {
        self.post[1].as_deref()
    }

    pub fn id(&self) -> &str {
        self.post[0].as_deref().expect("a post has an id")
    }
}

/// A row of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Got {
    /// `post_id, author_id, created_at`.
    pub post: Row,
    pub score: Option<f64>,
    pub reasons: String,
}

impl Got {
    /// Of a row that begins with `post_id, author_id, created_at, score, reasons`.
    pub fn of(row: &Row) -> Self {
        Self {
            post: row[..3].to_vec(),
            score: row[3].as_deref().map(float),
            reasons: row[4].clone().unwrap_or_else(|| "NULL".to_string()),
        }
    }
}

/// The reference of one feed.
#[derive(Debug)]
pub struct Order {
    pub want: Vec<Wanted>,
    /// Whether rounding may decide which posts are candidates.
    pub doubt: bool,
    index: HashMap<Row, usize>,
    floor: f64,
    decay: f64,
}

impl Order {
    /// From the rows of `reference`.
    pub fn new(rows: &[Row], rank: &Rank) -> Self {
        let want: Vec<Wanted> = rows.iter().map(Wanted::of).collect();
        let index = want.iter().enumerate();
        Self {
            doubt: rows
                .first()
                .is_some_and(|row| row[6].as_deref() == Some("true")),
            index: index
                .map(|(at, wanted)| (wanted.post.clone(), at))
                .collect(),
            want,
            floor: rank.diversity_floor,
            decay: rank.diversity_decay,
        }
    }

    /// What a post is worth with so many of its author's before it.
    fn spread(&self, before: f64, others: i32) -> f64 {
        before * ((1.0 - self.floor) * self.decay.powi(others) + self.floor)
    }

    /// What is wrong with the first rows of a feed, asked for as `size` at most.
    pub fn fault(&self, feed: &[Got], size: usize) -> Option<String> {
        if feed.len() != self.want.len().min(size) {
            let there = |wanted: &&Wanted| feed.iter().any(|got| got.post == wanted.post);
            return Some(format!(
                "{} rows, {} in the reference; the first that is missing: {:?}, and that is more: {:?}",
                feed.len(),
                self.want.len(),
                self.want.iter().find(|wanted| !there(wanted)),
                feed.iter().find(|got| !self.index.contains_key(&got.post))
            ));
        }
        let mut found = Vec::new();
        for (place, got) in feed.iter().enumerate() {
            let Some(&at) = self.index.get(&got.post) else {
                return Some(format!("place {place}: {got:?} is not in the reference"));
            };
            found.push(&self.want[at]);
        }
        (0..feed.len())
            .find_map(|place| self.fault_at(place, feed, &found))
            .or_else(|| self.fault_of_authors(feed, &found))
    }

    /// A row must have the reasons of its post and a score that belongs there, and must not stand before what outranks it.
    fn fault_at(&self, place: usize, feed: &[Got], found: &[&Wanted]) -> Option<String> {
        let (got, wanted, there) = (&feed[place], found[place], &self.want[place]);
        let close = match (got.score, there.score) {
            (Some(got), Some(there)) => (got - there).abs() <= TOLERANCE,
            // Behind the candidates nothing is computed, so nothing may differ.
            (None, None) => wanted.place == there.place,
            _ => false,
        };
        if !close || got.reasons != wanted.reasons {
            return Some(format!(
                "place {place}: {got:?}\n  is     {wanted:?}\n  wanted {there:?}"
            ));
        }
        if place == 0 {
            return None;
        }
        let (above, before) = (&feed[place - 1], found[place - 1]);
        let falls = match (above.score, got.score) {
            (Some(above), Some(below)) => {
                above > below || (above == below && before.place < wanted.place)
            }
            (_, None) => true,
            (None, Some(_)) => false,
        };
        (!falls).then(|| format!("place {place}: {above:?}\n  stands before {got:?}"))
    }

    /// The posts of one author must come as their scores before spreading say, each with the score of its number.
    fn fault_of_authors(&self, feed: &[Got], found: &[&Wanted]) -> Option<String> {
        let mut last: HashMap<&str, (i32, &Wanted)> = HashMap::new();
        for (got, wanted) in feed.iter().zip(found) {
            let (Some(score), Some(before)) = (got.score, wanted.before) else {
                break;
            };
            let mut others = 0;
            if let Some(author) = wanted.author() {
                if let Some((number, above)) = last.get(author) {
                    others = number + 1;
                    let equal =
                        above.before == wanted.before && above.numbers[..9] == wanted.numbers[..9];
                    if equal && above.place > wanted.place {
                        return Some(format!(
                            "{above:?}\n  stands before {got:?}, which is newer and otherwise equal"
                        ));
                    }
                }
                last.insert(author, (others, wanted));
            }
            let spread = self.spread(before, others);
            if (score - spread).abs() > TOLERANCE {
                return Some(format!(
                    "{got:?}\n  is number {others} of its author, which gives {spread}: {wanted:?}"
                ));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests;
