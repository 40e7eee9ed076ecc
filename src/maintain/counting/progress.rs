//! How far scoring is: by which settings and counts all posts are scored, or are being scored one after the other.

use pgrx::pg_sys::{self, Datum};

use super::super::statements::{Maintained, Parameter, count as number, text};
use super::score::again;
use crate::engagement::count::{self, formula};
use crate::engagement::formula::Formula;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::attempt::attempt;
use crate::pg::spi;
use crate::pg::value::{family_of, key_datum};

/// How many posts are scored at once.
const POSTS: usize = 2_000;

/// Scoring by the present settings.
pub struct Scoring {
    pub formula: Formula,
    generation: i64,
    /// What has been scored so far is by these settings.
    pub begun: bool,
    done: bool,
    /// By whatever settings, some have been scored.
    former: bool,
    reached: Option<Key>,
    due: Option<i64>,
}

impl Scoring {
    /// All posts are scored.
    pub fn is_done(&self) -> bool {
        self.done
    }
}

/// How far scoring is by what it depends on now.
pub fn scoring(feed: &Maintained) -> Outcome<Scoring> {
    let scoring = peek(feed)?;
    // What is counted from here on is not scored by former settings: these must not come back unnoticed.
    if scoring.former && !scoring.begun {
        begin_anew(feed)?;
    }
    Ok(scoring)
}

/// The same where nothing is counted.
pub fn peek(feed: &Maintained) -> Outcome<Scoring> {
    let generation = count::scoring(&feed.loaded.feed, feed.kept);
    let mut scoring = Scoring {
        formula: formula(&feed.loaded.feed),
        generation,
        begun: false,
        done: false,
        former: false,
        reached: None,
        due: None,
    };
    let state = include_str!("../../../sql/counting/state.sql");
    feed.collect(state, &[], |row| {
        let known = [0, 1].map(|column| row.bigint(column).unwrap_or_default());
        scoring.former = known != [0, 0];
        scoring.done = known[0] == generation;
        scoring.begun = known.contains(&generation);
        scoring.reached = row.key(2, feed.kinds.post)?;
        scoring.due = row.bigint(3);
        Ok(())
    })?;
    Ok(scoring)
}

/// All posts have to be scored anew, because it cannot be told which.
pub fn begin_anew(feed: &Maintained) -> Outcome<()> {
    begin(feed, 0)
}

fn begin(feed: &Maintained, generation: i64) -> Outcome<()> {
    let generation = (pg_sys::INT8OID, Some(Datum::from(generation)));
    feed.execute(
        include_str!("../../../sql/counting/begin.sql"),
        &[generation],
    )
}

/// Scores posts that have become due, and of those that are not scored yet the next ones; true where more are left.
pub fn run(feed: &Maintained, scoring: &mut Scoring) -> Outcome<bool> {
    if scoring.begun {
        let now = spi::transaction_time();
        if scoring.due.is_some_and(|due| due <= now) {
            let due = posts(
                feed,
                include_str!("../../../sql/counting/due.sql"),
                &[(pg_sys::TIMESTAMPTZOID, Some(Datum::from(now)))],
            )?;
            again(feed, &scoring.formula, &due.iter().collect::<Vec<_>>())?;
            note_due(feed)?;
        }
    }
    if scoring.done {
        return Ok(false);
    }
    if !scoring.begun {
        begin(feed, scoring.generation)?;
        scoring.begun = true;
        scoring.reached = None;
    }
    let next = posts_behind(feed, scoring.reached.as_ref())?;
    let waits = each(feed, &scoring.formula, &next.iter().collect::<Vec<_>>())?;
    if waits {
        note_due(feed)?;
    }
    match next.last().filter(|_| next.len() == POSTS) {
        Some(last) => {
            let last = key(feed, last);
            feed.execute(include_str!("../../../sql/counting/reached.sql"), &[last])?;
            Ok(true)
        }
        None => {
            feed.execute(include_str!("../../../sql/counting/scored.sql"), &[])?;
            Ok(false)
        }
    }
}

/// The next posts behind one in the order of their keys, the first ones where none is given.
pub fn posts_behind(feed: &Maintained, behind: Option<&Key>) -> Outcome<Vec<Key>> {
    match behind {
        None => posts(
            feed,
            include_str!("../../../sql/counting/first_posts.sql"),
            &[number(POSTS)],
        ),
        Some(post) => posts(
            feed,
            include_str!("../../../sql/counting/next_posts.sql"),
            &[number(POSTS), key(feed, post)],
        ),
    }
}

/// Remembers the first hour that has yet to add to a post.
pub fn note_due(feed: &Maintained) -> Outcome<()> {
    feed.execute(include_str!("../../../sql/counting/put_due.sql"), &[])
}

/// Scores posts together. Where that fails, halves of them, until the one at fault is left: it shows nowhere, and reads that
/// meet it tell why.
fn each(feed: &Maintained, formula: &Formula, posts: &[&Key]) -> Outcome<bool> {
    match attempt(|| again(feed, formula, posts)) {
        Err(failure) if failure.concerns_all_rows() => Err(failure),
        Err(_) if posts.len() > 1 => {
            let (first, second) = posts.split_at(posts.len() / 2);
            Ok(each(feed, formula, first)? | each(feed, formula, second)?)
        }
        Err(failure) => {
            feed.execute(
                include_str!("../../../sql/maintain/failed.sql"),
                &[text(&failure.sentence())],
            )?;
            Ok(false)
        }
        done => done,
    }
}

fn posts(feed: &Maintained, template: &str, parameters: &[Parameter]) -> Outcome<Vec<Key>> {
    let mut posts = Vec::new();
    feed.collect(template, parameters, |row| {
        posts.extend(row.key(0, feed.kinds.post)?);
        Ok(())
    })?;
    Ok(posts)
}

fn key(feed: &Maintained, post: &Key) -> Parameter {
    let kind = family_of(feed.kinds.post);
    (kind, key_datum(post, kind))
}
