//! One batch of posts into the windows of all followers: by maintenance, and by a plain statement into a copy of them.

use postgres::{Client, Statement};

use super::super::authors::Author;
use super::super::stage::{Stage, Which};
use super::super::taken::Taken;
use crate::failure::{Failure, Outcome};

const COPY: &str = include_str!("../../../../sql/windows/copy.sql");
const FAN_OUT: &str = include_str!("../../../../sql/windows/fan_out.sql");
const ARRIVED: &str = include_str!("../../../../sql/windows/arrived.sql");
const MAINTAIN: &str = include_str!("../../../../sql/windows/maintain.sql");

/// What a batch took by either way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Batch {
    pub maintained: Taken,
    pub inserted: Taken,
}

/// Both ways, prepared.
pub struct Ways {
    stage: Stage,
    maintain: Statement,
    plain: Statement,
    arrived: Statement,
}

impl Ways {
    /// Copies the windows as they are by now.
    pub fn prepare(client: &mut Client, stage: Stage) -> Outcome<Self> {
        client.batch_execute(&stage.sql(Which::Warm, COPY))?;
        client.batch_execute("VACUUM (ANALYZE) copy")?;
        Ok(Self {
            stage,
            maintain: client.prepare(MAINTAIN)?,
            plain: stage.prepare(client, Which::Warm, FAN_OUT)?,
            arrived: stage.prepare(client, Which::Warm, ARRIVED)?,
        })
    }

    /// Both ways with the same posts. All followers must be warm.
    pub fn measure(
        &self,
        client: &mut Client,
        author: Author,
        posts: i64,
        plain_first: bool,
    ) -> Outcome<Batch> {
        let posted = self.stage.insert(client, posts, &[author.id])?;
        self.stage.require_pending(client, posts)?;
        let entries = author.followers * posts;
        let mut batch = Batch::default();
        for plain in [plain_first, !plain_first] {
            match plain {
                true => batch.inserted = self.insert(client, &posted, entries)?,
                false => batch.maintained = self.maintain(client, posts)?,
            }
        }
        let arrived = client.query_one(&self.arrived, &[&author.id, &posted])?;
        require(arrived.get(0), entries, "entries are in the windows")?;
        self.stage.require_pending(client, 0)?;
        Ok(batch)
    }

    fn insert(&self, client: &mut Client, posts: &[i64], entries: i64) -> Outcome<Taken> {
        let (taken, done) =
            Taken::by(client, |client| Ok(client.execute(&self.plain, &[&posts])?))?;
        require(done as i64, entries, "rows were inserted")?;
        Ok(taken)
    }

    fn maintain(&self, client: &mut Client, posts: i64) -> Outcome<Taken> {
        let feed = self.stage.feed(Which::Warm);
        let (taken, row) = Taken::by(client, |client| {
            Ok(client.query_one(&self.maintain, &[&feed])?)
        })?;
        require(row.get(0), posts, "posts were applied")?;
        Ok(taken)
    }
}

fn require(found: i64, wanted: i64, what: &str) -> Outcome<()> {
    match found == wanted {
        true => Ok(()),
        false => Err(Failure::said(format!("{found} {what}, not {wanted}"))),
    }
}
