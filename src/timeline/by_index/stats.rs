//! Scored posts by the indexes of the storage: those with the highest bounds first.

use pgrx::pg_sys::{self, Datum, Oid};

use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::btree::Btree;
use crate::pg::receiver::Row;
use crate::pg::scan::{Below, Place, Scan};
use crate::pg::value::{exact_keys_datum, float_datum, key_datum};

/// Columns of table `stats` by number.
const POST: i16 = 1;
const CREATED_AT: i16 = 2;
const HOT: i16 = 3;
const CEILING: i16 = 4;
const ENGAGEMENT: i16 = 5;
const REACH: i16 = 6;
const HOUR: i16 = 7;
const LISTING: i16 = 8;
const PLACE: i16 = 9;
const COUNTS: i16 = 10;

/// What is read of a row, in this order.
const READ: [i16; 9] = [
    POST, CREATED_AT, COUNTS, ENGAGEMENT, HOT, CEILING, REACH, PLACE, LISTING,
];

/// The indexes of scored posts.
#[derive(Debug)]
pub struct StatsIndexes {
    by_ceiling: Btree,
    by_hour: Btree,
    by_reach: Btree,
    by_post: Btree,
    post: Oid,
    time: Oid,
}

/// A post as it was scored.
#[derive(Debug, Clone)]
pub struct Scored {
    pub id: Key,
    pub created_at: i64,
    pub counts: Vec<i64>,
    pub engagement: f64,
    pub hot: f64,
    pub ceiling: f64,
    pub reach: f64,
    pub place: Option<Place>,
    pub listing: i16,
}

/// Where a walk begins: at a bound, below it, or behind a post that has it.
#[derive(Debug, Clone)]
pub enum Start {
    At(f64),
    Below(f64),
    Behind(f64, Key),
}

impl StatsIndexes {
    /// None where the feed keeps no scores.
    pub fn of(feed: &Feed, changes: u64) -> Option<StatsIndexes> {
        let kept = feed.kept.as_ref()?;
        let find =
            |given: &[i16], ordered: &[i16]| Btree::find(kept.stats, given, ordered, changes);
        Some(StatsIndexes {
            by_ceiling: find(&[LISTING], &[CEILING, POST])?,
            by_hour: find(&[LISTING], &[HOUR, REACH])?,
            by_reach: find(&[LISTING, HOUR], &[REACH, POST])?,
            by_post: find(&[POST], &[])?,
            post: feed.post_kind(),
            time: feed.posts.created_at.kind,
        })
    }

    /// Whether they may be walked; to be asked as the feed's owner.
    pub fn are_open(&self) -> bool {
        let indexes = [
            &self.by_ceiling,
            &self.by_hour,
            &self.by_reach,
            &self.by_post,
        ];
        indexes.iter().all(|index| index.is_open())
    }

    /// At most so many posts of a listing with the highest ceilings, not below `least`.
    pub fn by_ceiling(
        &self,
        listing: i16,
        start: &Start,
        least: f64,
        most: usize,
    ) -> Outcome<Vec<Scored>> {
        let mut scan = Scan::open(&self.by_ceiling, &READ.map(Some), true);
        let range = (self.below(start), float_datum(least));
        scan.seek(&[(LISTING, Datum::from(listing))], Some(range));
        self.rows(&mut scan, most)
    }

    /// A walk that gives posts of a listing and an hour, those with the highest reach first.
    pub fn reaches(&self) -> Reaches<'_> {
        Reaches {
            indexes: self,
            scan: Scan::open(&self.by_reach, &READ.map(Some), true),
        }
    }

    /// Those of some posts that were scored.
    pub fn of_posts<'k>(&self, posts: impl Iterator<Item = &'k Key>) -> Outcome<Vec<Scored>> {
        let mut scan = Scan::open(&self.by_post, &READ.map(Some), true);
        scan.seek_any(exact_keys_datum(posts, self.post));
        self.rows(&mut scan, usize::MAX)
    }

    /// The hours from the last down to the first in which posts of a listing were written, with the highest reach in each and
    /// the post that has it.
    pub fn hours(&self, listing: i16, first: i64, last: i64) -> Outcome<Vec<(i64, f64, Key)>> {
        let mut scan = Scan::open(&self.by_hour, &[HOUR, REACH, POST].map(Some), false);
        let given = [(LISTING, Datum::from(listing))];
        let mut hours = Vec::new();
        let mut below = Below::FirstOrEqual(Datum::from(last));
        loop {
            scan.seek(&given, Some((below, Datum::from(first))));
            if !scan.next() {
                return Ok(hours);
            }
            let types = [pg_sys::TIMESTAMPTZOID, pg_sys::FLOAT8OID, self.post];
            let row = Row::of(&scan.values, &scan.nulls, &types);
            let (Some(hour), Some(reach), Some(post)) =
                (row.bigint(0), row.float(1), row.key(2, self.post)?)
            else {
                return Ok(hours);
            };
            hours.push((hour, reach, post));
            below = Below::First(Datum::from(hour));
        }
    }

    fn below(&self, start: &Start) -> Below {
        match start {
            Start::At(bound) => Below::FirstOrEqual(float_datum(*bound)),
            Start::Below(bound) => Below::First(float_datum(*bound)),
            Start::Behind(bound, id) => match key_datum(id, self.post) {
                Some(id) => Below::Row(float_datum(*bound), id),
                None => Below::FirstOrEqual(float_datum(*bound)),
            },
        }
    }

    fn rows(&self, scan: &mut Scan, most: usize) -> Outcome<Vec<Scored>> {
        let types = [
            self.post,
            self.time,
            pg_sys::INT8ARRAYOID,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::FLOAT8OID,
            pg_sys::TIDOID,
            pg_sys::INT2OID,
        ];
        let mut found = Vec::new();
        while found.len() < most && scan.next() {
            let row = Row::of(&scan.values, &scan.nulls, &types);
            if let (Some(id), Some(created_at)) = (row.key(0, self.post)?, row.bigint(1)) {
                found.push(Scored {
                    id,
                    created_at,
                    counts: row.counts(2),
                    engagement: row.float(3).unwrap_or_default(),
                    hot: row.float(4).unwrap_or(f64::NEG_INFINITY),
                    ceiling: row.float(5).unwrap_or(f64::NEG_INFINITY),
                    reach: row.float(6).unwrap_or_default(),
                    place: row.place(7),
                    listing: row.smallint(8).unwrap_or_default(),
                });
            }
        }
        Ok(found)
    }
}

/// A walk through the posts of one hour after the other.
pub struct Reaches<'i> {
    indexes: &'i StatsIndexes,
    scan: Scan<'i>,
}

impl Reaches<'_> {
    /// At most so many posts of a listing and an hour with the highest reach, not below `least`.
    pub fn of_hour(
        &mut self,
        (listing, hour): (i16, i64),
        start: &Start,
        least: f64,
        most: usize,
    ) -> Outcome<Vec<Scored>> {
        let given = [(LISTING, Datum::from(listing)), (HOUR, Datum::from(hour))];
        let range = (self.indexes.below(start), float_datum(least));
        self.scan.seek(&given, Some(range));
        self.indexes.rows(&mut self.scan, most)
    }
}
