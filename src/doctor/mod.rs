//! `feed.doctor`: what is wrong or slow about a feed, and the statement that mends it.

mod windows;

use pgrx::pg_sys::{Datum, Oid, TEXTOID};

use crate::definition::authority::{caller_has_role, owned};
use crate::definition::indexes::Names;
use crate::definition::model::Feed;
use crate::definition::stored::{StoredFeed, binding_anew};
use crate::definition::table::TableInfo;
use crate::definition::{approximate, check, load, needed, objects, schemas};
use crate::error::{Failure, Outcome};
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
        let mut findings = Vec::new();
        match call.name(0) {
            Some(feed) => {
                if !visit(session, &feed, &mut findings)? {
                    owned(session, &feed)?;
                }
            }
            None => {
                for feed in load::names(session)? {
                    visit(session, &feed, &mut findings)?;
                }
            }
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

/// Examines a feed that the caller owns; false for any other.
fn visit(session: &Session, name: &str, findings: &mut Vec<Finding>) -> Outcome<bool> {
    if let Some(stored) = load::stored(name)? {
        let owns = caller_has_role(session, Oid::from(stored.owner))?;
        if owns {
            examine(session, stored, findings)?;
        }
        return Ok(owns);
    }
    match schemas::displaced(name)? {
        Some(displaced) if caller_has_role(session, Oid::from(displaced.owner))? => {
            findings.push(broken(name, &displaced.failure(name)));
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// What keeps a feed from working.
fn broken(feed: &str, failure: &Failure) -> Finding {
    let remedy = match failure.remedy() {
        "" => "Bring back what it names, or change the definition with feed.alter.",
        remedy => remedy,
    };
    Finding {
        severity: "error",
        finding: format!("feed {feed}: {}", failure.sentence()),
        remedy: remedy.to_owned(),
    }
}

fn examine(session: &Session, stored: StoredFeed, findings: &mut Vec<Finding>) -> Outcome<()> {
    let name = stored.feed.clone();
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
            findings.push(broken(&name, &failure));
            return Ok(());
        }
    };
    missing_functions(session, &feed, findings)?;
    let mut names = Names::default();
    missing_indexes(session, &feed, &mut names, findings)?;
    unread_rows(session, &feed, findings)?;
    embedding(session, &feed, &mut names, findings)?;
    for signal in &feed.signals {
        if let Some(Err(failure)) = &signal.source {
            findings.push(broken(&feed.name, failure));
        }
    }
    windows::uncaptured(session, &feed, findings)?;
    windows::unapplied(&feed, spi::transaction_time(), findings)?;
    open_access(session, &feed, findings)
}

/// Reads that were dropped, renamed or moved by hand.
fn missing_functions(session: &Session, feed: &Feed, findings: &mut Vec<Finding>) -> Outcome<()> {
    if let Err(failure) = schemas::check(session, &feed.name, feed.owner) {
        findings.push(broken(&feed.name, &failure));
        return Ok(());
    }
    let missing = objects::missing_functions(session, feed)?;
    if !missing.is_empty() {
        findings.push(Finding {
            severity: "error",
            finding: format!("feed {}: no function {}", feed.name, missing.join(", ")),
            remedy: binding_anew(&feed.name),
        });
    }
    Ok(())
}

fn missing_indexes(
    session: &Session,
    feed: &Feed,
    names: &mut Names,
    findings: &mut Vec<Finding>,
) -> Outcome<()> {
    for index in needed::needed(feed) {
        if !index.exists(session)? {
            findings.push(Finding {
                severity: "warning",
                finding: format!(
                    "feed {}: table {} has no index on ({})",
                    feed.name,
                    index.table.name,
                    index.column_list()
                ),
                remedy: match index.is_possible(session)? {
                    true => index.statement(session, &feed.name, names)?,
                    false => "Generate its columns as STORED: a virtual one cannot be indexed."
                        .to_owned(),
                },
            });
        }
    }
    Ok(())
}

/// An embedding that was lost, or that no index helps to search.
fn embedding(
    session: &Session,
    feed: &Feed,
    names: &mut Names,
    findings: &mut Vec<Finding>,
) -> Outcome<()> {
    if let Some(Err(failure)) = &feed.embedding {
        findings.push(broken(&feed.name, failure));
    }
    if let Some((column, statement)) = approximate::advice(session, feed, names)? {
        findings.push(Finding {
            severity: "info",
            finding: format!(
                "feed {}: embedding \"{column}\" of {} has no index by cosine distance, so similar posts are searched among all",
                feed.name, feed.posts.table.name
            ),
            remedy: statement,
        });
    }
    Ok(())
}

/// Policies that would hide rows of follows, groups and exclusions from the feed's owner.
fn unread_rows(session: &Session, feed: &Feed, findings: &mut Vec<Finding>) -> Outcome<()> {
    for relation in feed.relations() {
        let table = TableInfo::look_up(session, relation)?;
        if let Err(failure) = table.check_readable_by(session, feed.owner) {
            findings.push(broken(&feed.name, &failure));
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
