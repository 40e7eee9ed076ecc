//! Whom and what events are about: the same for everybody who writes them.

use postgres::Client;

use super::amounts::Amounts;
use super::event::Event;
use crate::failure::{Failure, Outcome};
use crate::scenarios::attached::stage::Stage;

const AUTHORS: &str = include_str!("../../../sql/writes/authors.sql");
const HOT: &str = include_str!("../../../sql/writes/hot.sql");
const SPREAD: &str = include_str!("../../../sql/writes/spread.sql");
const PAIRS: &str = include_str!("../../../sql/writes/pairs.sql");
const LAST_COMMENT: &str = include_str!("../../../sql/writes/last_comment.sql");

/// Small authors have about so many followers where there are such, and there are so many of them.
const FEW_FOLLOWERS: i64 = 20;
const SMALL_AUTHORS: i64 = 100;
/// Those who like are numbered behind this one, in an order that is as good as random, since their numbers are keys of an index:
/// the network has none of them.
const STRANGERS: i64 = 1_000_000_000;
const SCATTER: i64 = 2_654_435_761;

/// The values of a statement's parameters, in their order; those that it has not are zero.
pub type Key = [i64; 3];

/// Authors with about as many followers.
pub struct Authors {
    pub ids: Vec<i64>,
    /// Of the median of them.
    pub followers: i64,
    /// How many followers one has on average whose windows are kept.
    pub warm: i64,
}

/// What keys are made of.
pub struct Keys {
    amounts: Amounts,
    pub small: Authors,
    pub huge: Authors,
    last_post: i64,
    last_comment: i64,
    /// The post with most likes of the last week.
    pub hot: i64,
    /// Some other posts of the last week: as many as there are events before those that count, so that these meet pages that have
    /// been written to.
    spread: Vec<i64>,
    pairs: Vec<(i64, i64)>,
    users: i64,
}

impl Keys {
    pub fn find(stage: Stage, client: &mut Client, amounts: Amounts) -> Outcome<Self> {
        let total = amounts.total() as i64;
        let users = stage.network.size().users;
        let rows = client.query(&stage.sql(PAIRS), &[&total, &users])?;
        let pairs: Vec<(i64, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        if pairs.len() < amounts.total() {
            return Err(Failure::said(format!(
                "{} pairs of accounts do not follow each other, and {total} are wanted",
                pairs.len()
            )));
        }
        let hot = client.query_opt(&stage.sql(HOT), &[])?;
        let hot = hot.ok_or_else(|| Failure::said("no post of the last week is liked"))?;
        let hot: i64 = hot.get(0);
        let spread = client.query(&stage.sql(SPREAD), &[&(amounts.warm_up as i64), &hot])?;
        Ok(Self {
            amounts,
            small: authors(stage, client, FEW_FOLLOWERS, SMALL_AUTHORS)?,
            huge: authors(stage, client, i64::from(i32::MAX), 1)?,
            last_post: stage.numbers(client)?.last,
            last_comment: client.query_one(&stage.sql(LAST_COMMENT), &[])?.get(0),
            hot,
            spread: spread.iter().map(|row| row.get(0)).collect(),
            pairs,
            users,
        })
    }

    /// All events of a kind.
    pub fn of(&self, event: Event) -> Vec<Key> {
        let total = self.amounts.total();
        let key = |place: usize| -> Key {
            let n = place as i64 + 1;
            let taken = |among: &[i64]| among[place % among.len()];
            let stranger = STRANGERS + n * SCATTER % STRANGERS;
            match event {
                Event::SmallPost => [self.last_post + n, taken(&self.small.ids), 0],
                Event::HugePost => [self.last_post + total as i64 + n, taken(&self.huge.ids), 0],
                Event::Edit | Event::Delete => [self.last_post + n, 0, 0],
                Event::Follow | Event::Unfollow => [self.pairs[place].0, self.pairs[place].1, 0],
                Event::HotLike => [self.hot, stranger, 0],
                Event::SpreadLike => [taken(&self.spread), stranger, 0],
                Event::Comment => [
                    self.last_comment + n,
                    taken(&self.spread),
                    1 + n % self.users,
                ],
            }
        };
        (0..total).map(key).collect()
    }
}

fn authors(stage: Stage, client: &mut Client, followers: i64, count: i64) -> Outcome<Authors> {
    let row = client.query_one(&stage.sql(AUTHORS), &[&followers, &count])?;
    match row.get::<_, Option<Vec<i64>>>("authors") {
        Some(ids) => Ok(Authors {
            ids,
            followers: row.get("followers"),
            warm: row.get("warm"),
        }),
        None => Err(Failure::said("no author is followed by anybody")),
    }
}
