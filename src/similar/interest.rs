//! What somebody is interested in: the mean of what the posts are about that they engaged with lately.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use super::embeddings::{embeddings, known};
use crate::engagement::by_actor::{Engaged, newest, tallies};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::score::cosine::Mean;
use crate::settings::Replies;
use crate::timeline::circle::Circle;
use crate::timeline::query::{From, PostQuery};
use crate::timeline::reader::Reader;
use crate::timeline::rules::{Audience, Rules};

/// How far back engagement tells of an interest: 30 days, in microseconds.
pub const LATELY: i64 = 30 * 24 * 3_600 * 1_000_000;

/// How many posts an interest is made of, the last ones engaged with.
pub const POSTS: usize = 50;

/// How many posts are looked at at a time.
pub const BATCH: usize = 64;

/// How many rows of somebody are read at first, and how many times as many where these were not enough.
const ROWS: usize = 1_000;
const GROWTH: usize = 4;

/// A post that somebody engaged with.
#[derive(Debug, Clone)]
pub struct Liked {
    pub post: Key,
    /// When they did last.
    pub at: i64,
    /// Their rows about it, by signal.
    pub counts: Vec<i64>,
}

/// `interest(viewer)` as of a time: the mean of the embeddings of the last 50 distinct posts that the viewer engaged with in 30
/// days, that are visible and have one, each weighted by what the viewer's engagement with it is worth. None where there are no
/// such posts, where none of it is worth anything, or where the mean has no direction.
pub fn interest(reader: &Reader, viewer: &Key, as_of: i64) -> Outcome<Option<Vec<f64>>> {
    if known(reader.feed).is_none() {
        return Ok(None);
    }
    let rows = newest(reader, viewer, ROWS)?;
    interest_of(reader, viewer, as_of, &rows, ROWS)
}

/// The same where the viewer's newest `most` rows are known already.
pub fn interest_of(
    reader: &Reader,
    viewer: &Key,
    as_of: i64,
    rows: &[Engaged],
    mut most: usize,
) -> Outcome<Option<Vec<f64>>> {
    if known(reader.feed).is_none() {
        return Ok(None);
    }
    let since = as_of.saturating_sub(LATELY);
    let mut chosen = Chosen::default();
    let mut rows = Cow::Borrowed(rows);
    loop {
        let last = rows.last().map_or(i64::MIN, |row| row.at);
        let are_all = rows.len() < most || last < since;
        let mut posts = liked(reader, rows.iter().filter(|row| row.at >= since));
        if !are_all {
            // Of those last engaged with at that time more may follow.
            posts.retain(|one| one.at > last);
        }
        chosen.choose(reader, posts, as_of)?;
        if are_all || chosen.is_full() {
            if !are_all {
                chosen.count_all(reader, viewer, since)?;
            }
            return Ok(chosen.mean(reader));
        }
        most *= GROWTH;
        rows = Cow::Owned(newest(reader, viewer, most)?);
    }
}

/// The posts of some rows: the last engaged with first, of those of one time the greatest first.
fn liked<'r>(reader: &Reader, rows: impl Iterator<Item = &'r Engaged>) -> Vec<Liked> {
    let mut posts: HashMap<&Key, Liked> = HashMap::new();
    for row in rows {
        let known = posts.entry(&row.post).or_insert_with(|| Liked {
            post: row.post.clone(),
            at: row.at,
            counts: vec![0; reader.feed.signals.len()],
        });
        known.at = known.at.max(row.at);
        known.counts[row.signal] += 1;
    }
    let mut posts: Vec<Liked> = posts.into_values().collect();
    in_order(reader, &mut posts);
    posts
}

/// The last engaged with first; of those of one time the greatest first.
pub fn in_order(reader: &Reader, posts: &mut [Liked]) {
    posts.sort_by(|one, other| {
        let by_time = other.at.cmp(&one.at);
        by_time.then_with(|| other.post.compare(&one.post, &reader.order))
    });
}

/// The posts that an interest is made of.
#[derive(Debug, Default)]
pub struct Chosen {
    posts: Vec<(Liked, Vec<f32>)>,
}

impl Chosen {
    pub fn is_full(&self) -> bool {
        self.posts.len() == POSTS
    }

    /// Chooses anew among posts in order. The first one says of how many numbers embeddings are.
    fn choose(&mut self, reader: &Reader, posts: Vec<Liked>, as_of: i64) -> Outcome<()> {
        self.posts.clear();
        for batch in posts.chunks(BATCH) {
            let ids: Vec<Key> = batch.iter().map(|one| one.post.clone()).collect();
            let mut about = embeddings(reader, &visible(reader, &ids, as_of)?)?;
            for one in batch {
                if let Some(vector) = about.remove(&one.post) {
                    self.offer(one, vector);
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    /// Takes the next post, unless there are enough, or it is of other dimensions than the first.
    pub fn offer(&mut self, one: &Liked, vector: Vec<f32>) {
        let first = self.posts.first();
        if !self.is_full() && first.is_none_or(|(_, first)| first.len() == vector.len()) {
            self.posts.push((one.clone(), vector));
        }
    }

    /// Counts all rows about these posts, where not all have been read.
    fn count_all(&mut self, reader: &Reader, viewer: &Key, since: i64) -> Outcome<()> {
        let ids: Vec<Key> = self.posts.iter().map(|(one, _)| one.post.clone()).collect();
        let viewer = std::slice::from_ref(viewer);
        let mut counts: HashMap<Key, Vec<i64>> = HashMap::new();
        for tally in tallies(reader, viewer, Some(&ids), since)? {
            let of_post = counts
                .entry(tally.newest.post)
                .or_insert_with(|| vec![0; reader.feed.signals.len()]);
            of_post[tally.newest.signal] += tally.n;
        }
        for (one, _) in &mut self.posts {
            if let Some(counted) = counts.remove(&one.post) {
                one.counts = counted;
            }
        }
        Ok(())
    }

    /// Their mean; None where it has no direction.
    pub fn mean(&self, reader: &Reader) -> Option<Vec<f64>> {
        let (_, first) = self.posts.first()?;
        let mut mean = Mean::new(first.len());
        for (one, vector) in &self.posts {
            let signals = reader.feed.signals.iter().zip(&one.counts);
            let worth = signals.map(|(signal, n)| signal.weight * *n as f64);
            mean.add(worth.sum(), vector);
        }
        mean.direction()
    }
}

/// Those of some posts that are visible as of a time, whoever asks: to the caller, by the feed's conditions, and dated no later
/// than now.
pub fn visible(reader: &Reader, ids: &[Key], as_of: i64) -> Outcome<Vec<Key>> {
    let mut posts = reader.look_up_ids(PostQuery::without_pins(From::Ids, true), ids)?;
    let now = as_of.min(reader.now);
    posts.retain(|post| post.at.created_at <= now);
    let rules = Rules {
        audience: Audience::Anybody,
        replies: Replies::All,
    };
    let mut nobody = Circle::new(None, false);
    let shown = rules.screen(reader, &mut nobody, posts)?;
    Ok(shown.into_iter().map(|one| one.post.at.id).collect())
}
