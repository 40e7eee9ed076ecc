//! `feed.doctor`: what is wrong or slow about a feed, and the statement that mends it.

use std::ops::ControlFlow;

use pgrx::pg_sys::{Datum, Oid, TEXTOID};

use super::authority::{caller_has_role, owned};
use super::model::Feed;
use super::stored::StoredFeed;
use super::{check, indexes, load, objects};
use crate::error::Outcome;
use crate::pg::attempt::attempt;
use crate::pg::function::Call;
use crate::pg::spi::{self, Session};
use crate::pg::value::text_datum;
use crate::pg_function;

pg_function!(feed_doctor, pg_finfo_feed_doctor, call_doctor);

/// A row of the result: severity, finding, remedy.
struct Finding {
    severity: &'static str,
    finding: String,
    remedy: String,
}

/// `feed.doctor(feed)`: all feeds that the caller owns where none is named.
fn call_doctor(call: &Call) -> Outcome<Datum> {
    let findings = spi::session(|session| {
        let feeds = match call.name(0) {
            Some(feed) => vec![owned(session, &feed)?],
            None => all_owned(session)?,
        };
        let mut findings = Vec::new();
        for feed in feeds {
            examine(session, feed, &mut findings)?;
        }
        Ok(findings)
    })?;
    call.rows(
        [TEXTOID; 3],
        findings.into_iter().map(|finding| {
            [
                Some(text_datum(finding.severity)),
                Some(text_datum(&finding.finding)),
                Some(text_datum(&finding.remedy)),
            ]
        }),
    )
}

fn all_owned(session: &Session) -> Outcome<Vec<StoredFeed>> {
    let mut names = Vec::new();
    super::authority::as_registrar(|| {
        session.once(
            include_str!("../../sql/definition/names.sql"),
            &[],
            &mut |row| {
                names.extend(row.text(0));
                ControlFlow::Continue(())
            },
        )
    })?;
    let mut feeds = Vec::new();
    for name in names {
        if let Some(stored) = load::stored(&name)?
            && caller_has_role(session, Oid::from(stored.owner))?
        {
            feeds.push(stored);
        }
    }
    Ok(feeds)
}

fn examine(session: &Session, stored: StoredFeed, findings: &mut Vec<Finding>) -> Outcome<()> {
    let name = stored.feed.clone();
    let alter = format!(
        "SELECT feed.alter({}, '{{}}')",
        crate::quote::literal(&name)
    );
    // An expression may fail to parse for any reason, a dropped function for one: that is a finding, not an error.
    let whole = attempt(|| {
        let feed = load::resolve(stored)?;
        check::families(&feed)?;
        check::viewer(&feed)?;
        Ok(feed)
    });
    let feed = match whole {
        Ok(feed) => feed,
        Err(failure) => {
            findings.push(Finding {
                severity: "error",
                finding: format!("feed {name}: {}", failure.sentence()),
                remedy: alter,
            });
            return Ok(());
        }
    };
    missing_indexes(session, &feed, findings)?;
    unread_rows(session, &feed, findings)?;
    open_access(session, &feed, findings)
}

fn missing_indexes(session: &Session, feed: &Feed, findings: &mut Vec<Finding>) -> Outcome<()> {
    for index in indexes::needed(feed) {
        if !index.exists(session)? {
            findings.push(Finding {
                severity: "warning",
                finding: format!(
                    "feed {}: table {} has no index on ({})",
                    feed.name,
                    index.table.name,
                    index.column_list()
                ),
                remedy: index.statement(session, &feed.name)?,
            });
        }
    }
    Ok(())
}

/// Policies that would hide rows of follows, groups and exclusions from the feed's owner.
fn unread_rows(session: &Session, feed: &Feed, findings: &mut Vec<Finding>) -> Outcome<()> {
    for relation in feed.relations() {
        let table = super::table::TableInfo::look_up(session, relation)?;
        if let Err(failure) = table.check_readable_by(session, feed.owner) {
            findings.push(Finding {
                severity: "error",
                finding: format!("feed {}: {}", feed.name, failure.sentence()),
                remedy: failure.remedy().to_owned(),
            });
        }
    }
    Ok(())
}

/// Roles that may call the feed's functions for any viewer.
fn open_access(session: &Session, feed: &Feed, findings: &mut Vec<Finding>) -> Outcome<()> {
    let callers = objects::callers(session, &feed.name)?;
    if feed.settings.viewer.is_none() && !callers.is_empty() {
        findings.push(Finding {
            severity: "warning",
            finding: format!(
                "feed {}: access is granted to {} without setting security.viewer",
                feed.name,
                callers.join(", ")
            ),
            remedy: format!(
                "SELECT feed.configure({}, '{{\"security.viewer\": \"...\"}}')",
                crate::quote::literal(&feed.name)
            ),
        });
    }
    Ok(())
}
