//! What is known of candidates, and learning more as far as it decides which of them come first: what some factors need is dear.

use super::candidates::{Asked, Candidate};
use super::features::lately::Lately;
use super::features::{Known, bound_followees, learn_followees, learn_likeness, survey};
use super::order::standings;
use super::ranked::Wanted;
use crate::error::Outcome;
use crate::score::feed::{Contest, Evidence, Scale};
use crate::timeline::circle::Circle;
use crate::timeline::reader::Reader;

/// What a followee did in a week costs to go through about as much as so many rows about posts.
const ROWS_OF_FOLLOWEE: usize = 20;

/// How often those are looked at that seem to come first, before all others are that still may.
const LOOKS: usize = 3;

/// The candidates of a ranking by what is known of them.
pub struct Study<'s> {
    reader: &'s Reader<'s>,
    asked: &'s Asked<'s>,
    scale: &'s Scale,
    candidates: &'s [Candidate],
    /// What followees did of late, where it pays to know.
    lately: Option<Lately>,
    /// In the order of the candidates, as those of the contest.
    pub known: Vec<Known>,
    pub contest: Contest<'s>,
}

impl<'s> Study<'s> {
    /// Learns what is cheap.
    pub fn of(
        reader: &'s Reader<'s>,
        circle: &Circle,
        asked: &'s Asked<'s>,
        scale: &'s Scale,
        candidates: &'s [Candidate],
        wanted: &Wanted,
    ) -> Outcome<Study<'s>> {
        let known = survey(reader, circle, asked, candidates)?;
        let contest = Contest::new(scale, standings(scale, candidates, &known, wanted));
        Ok(Study {
            reader,
            asked,
            scale,
            candidates,
            lately: None,
            known,
            contest,
        })
    }

    /// Learns everything about all.
    pub fn learn_all(&mut self, circle: &mut Circle) -> Outcome<()> {
        let all: Vec<usize> = (0..self.candidates.len()).collect();
        self.learn(circle, &all)
    }

    /// Learns what decides which are the first `want` posts and in which order.
    ///
    /// What those score at least that seem to come first leaves fewer to look at, so they are learned about first. What followees
    /// did, and embeddings, cost less than the actors of viral posts, so they are looked at before these. However many candidates
    /// there are, all of this takes a constant number of statements.
    pub fn learn_first(&mut self, circle: &mut Circle, want: usize) -> Outcome<()> {
        self.look_at_followees(circle, want)?;
        for look in 0..LOOKS {
            let places = self.contest.favourites(want);
            self.learn(circle, &places)?;
            if look == 0 {
                let places = self.contest.contenders(want);
                self.bound_followees(&places)?;
                self.learn_likeness(&places)?;
            }
        }
        let rest = self.contest.contenders(want);
        self.learn(circle, &rest)
    }

    /// Goes through what followees did, where that is less than who engaged with the first posts, and more may follow.
    fn look_at_followees(&mut self, circle: &Circle, want: usize) -> Outcome<()> {
        let places = self.contest.favourites(want);
        let rows = places.iter().map(|place| self.known[*place].rows as usize);
        let rows: usize = rows.sum();
        let people = circle
            .everybody_followed()
            .map_or(usize::MAX, |all| all.len());
        if people.saturating_mul(ROWS_OF_FOLLOWEE) <= rows {
            let since = self.asked.oldest(self.reader);
            self.lately = Lately::of(self.reader, circle, since)?;
            self.bound_followees(&places)?;
        }
        Ok(())
    }

    fn learn(&mut self, circle: &mut Circle, places: &[usize]) -> Outcome<()> {
        self.learn_likeness(places)?;
        let unknown = self.among(places, |known| !known.has_followees());
        learn_followees(
            self.reader,
            circle,
            self.candidates,
            &mut self.known,
            &unknown,
        )?;
        self.narrow(&unknown);
        Ok(())
    }

    /// Learns how many followees at most engaged with some posts.
    fn bound_followees(&mut self, places: &[usize]) -> Outcome<()> {
        let Some(lately) = &self.lately else {
            return Ok(());
        };
        let unknown = self.among(places, |known| !known.has_followees());
        bound_followees(
            self.reader,
            lately,
            self.candidates,
            &mut self.known,
            &unknown,
        )?;
        self.narrow(&unknown);
        Ok(())
    }

    /// Learns how like the viewer's interest some posts are.
    fn learn_likeness(&mut self, places: &[usize]) -> Outcome<()> {
        let unknown = self.among(places, |known| !known.has_likeness());
        learn_likeness(
            self.reader,
            self.asked,
            self.candidates,
            &mut self.known,
            &unknown,
        )?;
        self.narrow(&unknown);
        Ok(())
    }

    fn among(&self, places: &[usize], is_wanted: impl Fn(&Known) -> bool) -> Vec<usize> {
        let places = places.iter().copied();
        places
            .filter(|place| is_wanted(&self.known[*place]))
            .collect()
    }

    /// Narrows the bounds of scores to what is known now.
    fn narrow(&mut self, places: &[usize]) {
        for place in places {
            let score = |evidence: Evidence| evidence.judge(self.scale).score(self.scale);
            let Known { least, most, .. } = self.known[*place];
            self.contest.settle(*place, score(least), score(most));
        }
    }
}
