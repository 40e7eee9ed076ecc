//! What keeps windows from being exact or fresh: changes that are not captured, not applied, or cannot be.

use std::ops::ControlFlow;

use pgrx::pg_sys;

use super::Finding;
use crate::definition::authority::as_registrar;
use crate::definition::model::Feed;
use crate::error::Outcome;
use crate::maintain;
use crate::pg::spi::Session;
use crate::pg::{identity, value};
use crate::quote::literal;

/// Changes that have been pending for so long are told, in microseconds: with a worker they wait for less than a second.
const LAGGING: i64 = 5 * 60 * 1_000_000;

/// How many windows are compared with the app's tables.
const EXAMINED: usize = 100;

/// Tables whose changes are not all captured.
pub fn uncaptured(session: &Session, feed: &Feed, findings: &mut Vec<Finding>) -> Outcome<()> {
    let name = [(pg_sys::NAMEOID, Some(value::name_datum(&feed.name)?))];
    let triggers = include_str!("../../sql/doctor/triggers.sql");
    as_registrar(|| {
        session.once(triggers, &name, &mut |row| {
            let table = row.text(0).unwrap_or_default();
            let what = if row.is_true(2) { "has no" } else { "has a disabled" };
            findings.push(Finding {
                severity: "error",
                finding: format!(
                    "feed {}: table {table} {what} trigger of the feed, so its changes are not captured",
                    feed.name
                ),
                remedy: format!(
                    "{}; then SELECT feed.repair({})",
                    row.text(1).unwrap_or_default(),
                    literal(&feed.name)
                ),
            });
            ControlFlow::Continue(())
        })
    })
}

/// What is pending for long, what was set aside, and windows that differ from the app's tables although nothing is
/// pending that would explain it.
pub fn unapplied(feed: &Feed, now: i64, findings: &mut Vec<Finding>) -> Outcome<()> {
    let progress = maintain::progress(&feed.name)?;
    let lag = progress.pending_since().map_or(0, |since| now - since);
    if lag > LAGGING {
        findings.push(Finding {
            severity: "warning",
            finding: format!(
                "feed {}: {} changes are pending, the oldest for {} minutes",
                feed.name,
                progress.pending().unwrap_or_default(),
                lag / 60_000_000
            ),
            remedy: format!("CALL feed.run_maintenance({})", literal(&feed.name)),
        });
    }
    if let Some(error) = &progress.last_error {
        findings.push(Finding {
            severity: "warning",
            finding: format!("feed {}: maintenance met an error: {error}", feed.name),
            remedy: format!(
                "Mend its cause, then SELECT feed.repair({})",
                literal(&feed.name)
            ),
        });
    }
    // The comparison needs snapshots behind its lock, which only READ COMMITTED has.
    if feed.kept.is_some() && identity::is_read_committed() && !identity::is_read_only() {
        let different = maintain::differing(&feed.name, EXAMINED)?;
        if different > 0 {
            findings.push(Finding {
                severity: "error",
                finding: format!(
                    "feed {}: {different} windows differ from the app's tables: some changes were not captured",
                    feed.name
                ),
                remedy: format!("SELECT feed.repair({})", literal(&feed.name)),
            });
        }
    }
    Ok(())
}
