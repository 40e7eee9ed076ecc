//! One batch: some pending rows applied and removed, some windows and lists built anew.

use pgrx::pg_sys::{self, Datum};

use super::pending::{self, BEGINNING, Pending, Tasks};
use super::statements::{Maintained, count, text};
use super::{counting, fan_out, packing, refresh, seen, trim};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::attempt::attempt;
use crate::timeline::circle::LeftOut;

/// How many pending rows are taken at once, or fewer where they make many entries.
const ROWS: usize = 1_000;

/// How many windows are built anew in a batch; others wait, and their viewers' reads pull.
const REFRESHED: usize = 500;

/// What a batch did, and whether another would find work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub consumed: i64,
    pub more: bool,
}

/// Behind which places the next batch looks, where several follow each other in one transaction.
#[derive(Debug)]
pub struct Behind {
    rows: String,
    events: String,
}

impl Behind {
    /// The beginning of the tables.
    pub fn nothing() -> Behind {
        Behind {
            rows: BEGINNING.to_owned(),
            events: BEGINNING.to_owned(),
        }
    }
}

/// Applies one batch of the pending rows and events behind some places, which move on.
pub fn run(feed: &Maintained, behind: &mut Behind) -> Outcome<Progress> {
    let mut rows = pending::take(feed, ROWS, &behind.rows)?;
    let taken = rows.len();
    rows.truncate(fan_out::affordable(feed, &rows)?);
    if let Some(last) = rows.last() {
        last.place().clone_into(&mut behind.rows);
    }
    packing::begin(feed)?;
    if !rows.is_empty() {
        feed.apply(Some(feed.sql.mark_former()?), &[])?;
    }
    apply(feed, &rows)?;
    let rebuilt = rebuild(feed)?;
    let counted = counting::run(feed, &mut behind.events)?;
    let forgotten = seen::forget(feed)?;
    let packing = packing::build(feed)?;
    let idle = rows.is_empty()
        && rebuilt.windows == 0
        && counted.consumed == 0
        && !counted.more
        && forgotten == 0
        && !packing;
    feed.execute(
        include_str!("../../sql/maintain/maintained.sql"),
        &[(pg_sys::BOOLOID, Some(Datum::from(idle)))],
    )?;
    if let Some(failure) = &rebuilt.failure {
        note(feed, failure)?;
    }
    Ok(Progress {
        consumed: rows.len() as i64 + counted.consumed,
        more: taken == ROWS
            || rows.len() < taken
            || rebuilt.windows == REFRESHED
            || counted.more
            || forgotten == seen::STEP
            || packing,
    })
}

/// Applies rows together. Where that fails, halves of them, until the one at fault is left: it is set aside. Where no row
/// is at fault all of them wait.
fn apply(feed: &Maintained, rows: &[Pending]) -> Outcome<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let failure = match attempt(|| apply_all(feed, rows)) {
        Ok(()) => return Ok(()),
        Err(failure) if failure.concerns_all_rows() => return Err(failure),
        Err(failure) => failure,
    };
    match rows {
        [row] => pending::set_aside(feed, row, &failure),
        _ => {
            let (first, second) = rows.split_at(rows.len() / 2);
            apply(feed, first)?;
            apply(feed, second)
        }
    }
}

fn apply_all(feed: &Maintained, rows: &[Pending]) -> Outcome<()> {
    let tasks = Tasks::of(rows);
    cool(feed, &tasks.cool.iter().copied().collect::<Vec<_>>())?;
    if tasks.everything {
        feed.execute(include_str!("../../sql/maintain/mark_all.sql"), &[])?;
        counting::begin_anew(feed)?;
        packing::begin_anew(feed)?;
    }
    let accounts = feed.users(tasks.accounts.iter().map(|author| Some(*author)));
    if !tasks.accounts.is_empty() {
        feed.apply(feed.sql.mark_accounts()?, &[accounts])?;
    }
    fan_out::remove(feed, &tasks.former)?;
    let copied =
        fan_out::copy(feed, &tasks.posts, true)? + fan_out::copy(feed, &tasks.former, false)?;
    look_again(feed, &tasks)?;
    packing::apply(feed, &tasks.pairs)?;
    trim::trim(feed, copied)?;
    counting::look_again(feed, &tasks.all_posts())?;
    pending::remove(feed, rows)
}

/// Builds anew the windows of viewers whose relations changed, and those asked for. Of very many, the rest are marked.
fn look_again(feed: &Maintained, tasks: &Tasks) -> Outcome<()> {
    let changed = feed.users(tasks.viewers.iter().map(|viewer| Some(*viewer)));
    let mut viewers = match tasks.viewers.is_empty() {
        true => Vec::new(),
        false => feed.viewers(
            include_str!("../../sql/maintain/warm_among.sql"),
            &[changed],
        )?,
    };
    viewers.retain(|viewer| !tasks.warm.contains(viewer));
    viewers.extend(tasks.warm.iter().map(|viewer| (*viewer).clone()));
    if viewers.is_empty() {
        return Ok(());
    }
    let (now, later) = viewers.split_at(viewers.len().min(REFRESHED));
    let pulled = refresh::pulled(feed)?;
    for viewer in now {
        refresh::refresh(feed, viewer, &pulled)?;
    }
    if !later.is_empty() {
        let later = feed.users(later.iter().map(Some));
        feed.execute(
            include_str!("../../sql/maintain/mark_viewers.sql"),
            &[later],
        )?;
    }
    Ok(())
}

/// Marked windows that were looked at, and why the last of those could not be built that could not.
#[derive(Default)]
struct Rebuilt {
    windows: usize,
    failure: Option<Failure>,
}

/// Builds some of the marked windows anew. One that cannot be built is dropped: its viewer's reads pull, and say what is
/// wrong.
fn rebuild(feed: &Maintained) -> Outcome<Rebuilt> {
    let stale = feed.viewers(
        include_str!("../../sql/maintain/stale.sql"),
        &[count(REFRESHED)],
    )?;
    let mut rebuilt = Rebuilt {
        windows: stale.len(),
        failure: None,
    };
    if stale.is_empty() {
        return Ok(rebuilt);
    }
    let pulled: LeftOut = refresh::pulled(feed)?;
    for viewer in &stale {
        match attempt(|| refresh::refresh(feed, viewer, &pulled)) {
            Ok(_) => {}
            Err(failure) if failure.concerns_all_rows() => return Err(failure),
            Err(failure) => {
                cool(feed, &[viewer])?;
                rebuilt.failure = Some(failure);
            }
        }
    }
    Ok(rebuilt)
}

/// Drops windows; returns how many entries were in them.
pub fn cool(feed: &Maintained, viewers: &[&Key]) -> Outcome<u64> {
    if viewers.is_empty() {
        return Ok(0);
    }
    let viewers = feed.users(viewers.iter().map(|viewer| Some(*viewer)));
    let cool = feed
        .sql
        .plain(include_str!("../../sql/maintain/cool.sql"))?;
    feed.apply(Some(cool), &[viewers])
}

/// Remembers what went wrong.
fn note(feed: &Maintained, failure: &Failure) -> Outcome<()> {
    feed.execute(
        include_str!("../../sql/maintain/failed.sql"),
        &[text(&failure.sentence())],
    )
}
