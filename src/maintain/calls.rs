//! The SQL faces of maintenance: `feed.maintain`, `feed.check`, `feed.repair`, their procedures, and a feed's `warm` and `cool`.

use pgrx::pg_sys::{self, Datum};

use super::applier::{self, Behind, Lock};
use super::batch::cool;
use super::repair::{self, Stage};
use super::statements::Maintained;
use super::{check, refresh};
use crate::definition::authority::{check_owner, owned};
use crate::definition::cache::{self, feed_of};
use crate::definition::load;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::{heap, procedure, spi, value};
use crate::pg_function;
use crate::timeline::arguments;
use crate::worker;

pg_function!(feed_maintain, pg_finfo_feed_maintain, call_maintain);
pg_function!(
    feed_run_maintenance,
    pg_finfo_feed_run_maintenance,
    call_run_maintenance
);
pg_function!(feed_check, pg_finfo_feed_check, call_check);
pg_function!(feed_repair, pg_finfo_feed_repair, call_repair);
pg_function!(feed_run_repair, pg_finfo_feed_run_repair, call_run_repair);
pg_function!(feed_warm, pg_finfo_feed_warm, call_warm);
pg_function!(feed_cool, pg_finfo_feed_cool, call_cool);

/// `feed.maintain(feed, max_batches)`: all feeds that the caller owns where none is named.
fn call_maintain(call: &Call) -> Outcome<Datum> {
    let most = match call.int(1) {
        None => i32::MAX,
        Some(most @ 1..) => most,
        Some(most) => {
            return Err(Failure::invalid(format!("invalid max_batches: {most}"))
                .hint("It is a number above zero, or NULL for as many batches as there are."));
        }
    };
    let mut consumed = 0;
    for feed in feeds(call)? {
        let mut behind = Behind::nothing();
        for _ in 0..most {
            match applier::next_batch(&feed, &mut behind)? {
                Some(progress) => {
                    consumed += progress.consumed;
                    if !progress.more {
                        break;
                    }
                }
                None => break,
            }
        }
    }
    Ok(Datum::from(consumed))
}

/// `CALL feed.run_maintenance(feed)`: commits after each batch.
fn call_run_maintenance(call: &Call) -> Outcome<Datum> {
    let feeds = feeds(call)?;
    procedure::run(call, "feed.run_maintenance", |commit| {
        for feed in &feeds {
            while applier::batch(feed)?.is_some_and(|progress| progress.more) {
                commit()?;
            }
            commit()?;
        }
        Ok(())
    })?;
    Ok(call.void())
}

/// The feed named by the first argument, which the caller must own, or all that the caller owns.
fn feeds(call: &Call) -> Outcome<Vec<String>> {
    match call.name(0) {
        Some(feed) => {
            check_owned(&feed)?;
            Ok(vec![feed])
        }
        None => load::owned_names(),
    }
}

/// The feed named by the first argument, which the caller must own.
fn feed(call: &Call) -> Outcome<String> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    check_owned(&feed)?;
    Ok(feed)
}

/// Checks that the caller owns a feed. One that is loaded already is not read again for that; what is wrong with one that
/// cannot be loaded is told to its owner alone.
fn check_owned(feed: &str) -> Outcome<()> {
    spi::session(|session| match cache::kept(feed) {
        Ok(loaded) => check_owner(session, feed, loaded.feed.owner),
        Err(_) => owned(session, feed).map(drop),
    })
}

/// `feed.check(feed)`: object, detail
fn call_check(call: &Call) -> Outcome<Datum> {
    let differences = applier::with(&feed(call)?, Lock::Waiting, check::everything)?
        .unwrap_or_else(check::suspended);
    call.rows(
        [pg_sys::TEXTOID, pg_sys::JSONBOID],
        differences.into_iter().map(|difference| {
            [
                Some(value::text_datum(&difference.object)),
                value::json_datum(difference.detail),
            ]
        }),
    )
}

/// How many of the first `most` windows of a feed differ from the app's tables; none where another applier is at work.
pub fn differing(feed: &str, most: usize) -> Outcome<usize> {
    let differences = applier::with(feed, Lock::IfFree, |feed| check::check(feed, most))?;
    Ok(differences.unwrap_or_default().len())
}

/// `feed.repair(feed)`
fn call_repair(call: &Call) -> Outcome<Datum> {
    let feed = feed(call)?;
    let mut corrected =
        applier::with(&feed, Lock::Waiting, repair::begin)?.ok_or_else(|| suspended(&feed))?;
    let mut stage = Stage::Windows(None);
    while !matches!(stage, Stage::Done) {
        let step = applier::with(&feed, Lock::Waiting, |feed| repair::step(feed, &stage))?
            .ok_or_else(|| suspended(&feed))?;
        corrected += step.corrected;
        stage = step.next;
    }
    Ok(Datum::from(corrected as i64))
}

/// `CALL feed.run_repair(feed)`: commits after each step.
fn call_run_repair(call: &Call) -> Outcome<Datum> {
    let feed = feed(call)?;
    procedure::run(call, "feed.run_repair", |commit| {
        applier::with(&feed, Lock::Waiting, repair::begin)?.ok_or_else(|| suspended(&feed))?;
        let mut stage = Stage::Windows(None);
        while !matches!(stage, Stage::Done) {
            commit()?;
            let step = applier::with(&feed, Lock::Waiting, |feed| repair::step(feed, &stage))?
                .ok_or_else(|| suspended(&feed))?;
            stage = step.next;
        }
        commit()
    })?;
    Ok(call.void())
}

/// 55000 for a feed of which not every change is captured.
fn suspended(feed: &str) -> Failure {
    Failure::not_ready(format!("maintenance of feed \"{feed}\" is suspended"))
        .detail("Not every table of the feed has its triggers, enabled.")
        .hint(format!(
            "Enable them, or make them anew: {}.",
            crate::definition::stored::binding_anew(feed)
        ))
}

/// `<feed>.warm(viewer)`: if the applier is busy, it is left to it.
fn call_warm(call: &Call) -> Outcome<Datum> {
    let (feed, viewer) = viewer(call)?;
    let done = applier::with(&feed, Lock::IfFree, |feed| {
        forget_wishes(feed, &viewer)?;
        refresh::refresh(feed, &viewer, &refresh::pulled(feed)?)
    })?;
    if done.is_none() {
        ask_for(&feed, b'w', &viewer)?;
    }
    Ok(call.void())
}

/// `<feed>.cool(viewer)`
fn call_cool(call: &Call) -> Outcome<Datum> {
    let (feed, viewer) = viewer(call)?;
    let done = applier::with(&feed, Lock::IfFree, |feed| {
        forget_wishes(feed, &viewer)?;
        cool(feed, &[&viewer])
    })?;
    if done.is_none() {
        ask_for(&feed, b'c', &viewer)?;
    }
    Ok(call.void())
}

/// The feed of the called function and the viewer it may be called for.
fn viewer(call: &Call) -> Outcome<(String, Key)> {
    let (loaded, _) = feed_of(call)?;
    let viewer = arguments::viewer_of(call, &loaded)?;
    Ok((loaded.feed.name.clone(), viewer))
}

/// A wish left while the applier was busy is older than what is done now.
fn forget_wishes(feed: &Maintained, viewer: &Key) -> Outcome<()> {
    feed.execute(
        include_str!("../../sql/maintain/forget_wishes.sql"),
        &[feed.viewer(viewer)],
    )
}

/// Leaves a wish among the pending rows.
fn ask_for(feed: &str, wish: u8, viewer: &Key) -> Outcome<()> {
    let loaded = cache::kept(feed)?;
    let Some(kept) = &loaded.feed.kept else {
        return Ok(());
    };
    heap::append(
        kept.pending,
        &kept.kinds.pending(),
        &[
            Some(Datum::from(wish as i8)),
            Some(Datum::from(spi::transaction_time())),
            value::key_datum(viewer, loaded.feed.user_kind()),
            None,
            None,
            None,
            None,
            None,
        ],
    );
    worker::work_at_commit();
    Ok(())
}
