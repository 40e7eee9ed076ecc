//! With which posts the viewer's followees engaged of late. Where they are few, going through what they did is less work than
//! through who engaged with each post; and most posts turn out to be none of theirs.

use foldhash::{HashMap, HashMapExt};

use crate::engagement::actor_rows::telling;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::timeline::by_index::actors::{OpenActors, OpenEngagements};
use crate::timeline::circle::Circle;
use crate::timeline::reader::Reader;

/// That, since some time.
pub struct Lately {
    since: i64,
    /// How many followees engaged with a post.
    followees: HashMap<Key, u32>,
}

impl Lately {
    /// Goes through what they did; None where it is not known who they are, or where some signal needs a statement.
    pub fn of(reader: &Reader, circle: &Circle, since: i64) -> Outcome<Option<Lately>> {
        let Some(people) = circle.everybody_followed() else {
            return Ok(None);
        };
        reader.as_the_owner(|| {
            let indexes = reader.actor_indexes()?;
            let mut signals: Vec<OpenEngagements> = Vec::new();
            for telling in telling(reader.feed) {
                match indexes.open_by_actor((telling?.signal.place - 1) as usize) {
                    Some(signal) => signals.push(signal),
                    None => return Ok(None),
                }
            }
            let mut followees = HashMap::new();
            let mut posts = Vec::new();
            for person in people {
                posts.clear();
                for signal in &mut signals {
                    signal.since(person, since, &mut posts)?;
                }
                posts.sort_unstable();
                posts.dedup();
                for post in posts.drain(..) {
                    *followees.entry(post).or_insert(0) += 1;
                }
            }
            Ok(Some(Lately { since, followees }))
        })
    }

    /// How many followees are among the newest actors of each post at most; None where that is not known, since somebody may have
    /// engaged with it before that time.
    pub fn at_most(&self, reader: &Reader, posts: &[&Key]) -> Outcome<Vec<Option<u32>>> {
        reader.as_the_owner(|| {
            let indexes = reader.actor_indexes()?;
            let mut signals: Vec<OpenActors> = Vec::new();
            for telling in telling(reader.feed) {
                match indexes.open((telling?.signal.place - 1) as usize) {
                    Some(signal) => signals.push(signal),
                    None => return Ok(vec![None; posts.len()]),
                }
            }
            let at_most = |post: &&Key| {
                let mut before = signals.iter_mut();
                let is_older = before.any(|signal| signal.has_before(post, self.since));
                let followees = self.followees.get(*post).copied().unwrap_or(0);
                (!is_older).then_some(followees)
            };
            Ok(posts.iter().map(at_most).collect())
        })
    }
}
