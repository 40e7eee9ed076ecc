//! `feed.add_signal`, `feed.remove_signal`: which tables hold engagements, of which kind, and what one is worth.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};
use serde_json::Value;

use super::authority::{as_registrar, begin_change, owned};
use super::binding::{Binding, Condition, Wanted, check_type, reference};
use super::create::{finish_beside_windows, loaded, remove_source, returned, store};
use super::stored::StoredFeed;
use super::table::TableInfo;
use super::{storage, views};
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::invalidation;
use crate::pg::spi::{self, Session};
use crate::pg::value::{self, float_datum};

use crate::pg_function;

pg_function!(feed_add_signal, pg_finfo_feed_add_signal, call_add_signal);
pg_function!(
    feed_remove_signal,
    pg_finfo_feed_remove_signal,
    call_remove_signal
);

/// What one engagement of a kind is worth where nothing is said: by the name of its signal, one and many.
const KNOWN: [(&str, &str, f64); 8] = [
    ("like", "likes", 1.0),
    ("bookmark", "bookmarks", 10.0),
    ("comment", "comments", 13.5),
    ("reply", "replies", 13.5),
    ("quote", "quotes", 15.0),
    ("repost", "reposts", 20.0),
    ("share", "shares", 20.0),
    ("view", "views", VIEW),
];

/// Having seen a post says nothing of it.
const VIEW: f64 = 0.0;

/// Columns that the views have beside those of signals.
const TAKEN: [&str; 9] = [
    "post_id",
    "author_id",
    "created_at",
    "engagement",
    "hot",
    "value",
    "hour",
    "signal",
    "n",
];

/// `feed.add_signal(feed, signal, source, weight, post, actor, created_at, active, impression, counter)`
fn call_add_signal(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let signal = call.name(1).ok_or_else(|| Failure::null("signal"))?;
    let relation = call.oid(2).ok_or_else(|| Failure::null("source"))?;
    let weight = weight(&signal, call.float(3))?;
    let impression = call
        .bool(8)
        .unwrap_or_else(|| ["view", "views"].contains(&signal.as_str()));
    check_name(&signal)?;
    let definition = spi::session(|session| {
        begin_change(session, "feed.add_signal")?;
        let stored = owned(session, &feed)?;
        if stored.signal_source(&signal).is_some() {
            return Err(Failure::duplicate(format!(
                "feed \"{feed}\" has signal \"{signal}\" already"
            ))
            .hint("Call feed.remove_signal first."));
        }
        let table = TableInfo::open(session, relation)?;
        let binding = bind(call, &signal, &table)?;
        let counter = match call.name(9) {
            Some(name) => Some(counter(session, &stored, &name)?),
            None => None,
        };
        put(session, &feed, &signal, weight, impression, counter)?;
        store(session, &feed, &table, Oid::from(stored.owner), binding)?;
        finish_beside_windows(session, &feed)
    })?;
    returned(definition)
}

/// `feed.remove_signal(feed, signal)`
fn call_remove_signal(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let signal = call.name(1).ok_or_else(|| Failure::null("signal"))?;
    spi::session(|session| {
        begin_change(session, "feed.remove_signal")?;
        let stored = owned(session, &feed)?;
        let Some(source) = stored.signal_source(&signal) else {
            return Err(no_signal(&stored, &signal));
        };
        storage::await_writers(std::iter::once(Oid::from(source.relation)));
        remove_source(session, &feed, "signal", None, Some(&signal))?;
        storage::recapture(session, &feed)?;
        views::make(session, &loaded(&feed)?)?;
        invalidation::announce_definition()
    })?;
    Ok(call.void())
}

/// 42704 listing the signals that there are.
fn no_signal(stored: &StoredFeed, signal: &str) -> Failure {
    let names: Vec<&str> = stored
        .present_signals()
        .map(|(signal, _)| signal.signal.as_str())
        .collect();
    let hint = match names.is_empty() {
        true => "The feed has none; feed.add_signal adds one.".to_owned(),
        false => format!("The feed's signals are: {}.", names.join(", ")),
    };
    Failure::no_object(format!(
        "feed \"{}\" has no signal \"{signal}\"",
        stored.feed
    ))
    .hint(hint)
}

/// The weight given, else the known one; 22023 where there is none, or it is no weight.
fn weight(signal: &str, given: Option<f64>) -> Outcome<f64> {
    let Some(weight) = given else {
        let known = KNOWN
            .iter()
            .find(|(one, many, _)| [*one, *many].contains(&signal));
        return known.map(|(_, _, weight)| *weight).ok_or_else(|| {
            let known: Vec<String> = KNOWN
                .iter()
                .map(|(_, many, weight)| format!("{many} {weight}"))
                .collect();
            Failure::invalid(format!("signal \"{signal}\" has no known weight"))
                .detail(format!("Known are: {}.", known.join(", ")))
                .hint("Give a weight, such as weight => 2.")
        });
    };
    check_weight(&format!("weight of signal \"{signal}\""), weight)?;
    Ok(weight)
}

/// 22023 unless an engagement can be worth that much.
pub fn check_weight(what: &str, weight: f64) -> Outcome<()> {
    if weight.is_finite() && weight >= 0.0 {
        return Ok(());
    }
    Err(Failure::invalid(format!("invalid {what}: {weight}"))
        .hint("A weight is a finite number, 0 or above."))
}

/// Changes what one engagement is worth; JSON null sets it back to what it was when the signal was added.
pub fn put_weight(
    session: &Session,
    stored: &StoredFeed,
    signal: &str,
    value: &Value,
) -> Outcome<()> {
    if stored.signal_source(signal).is_none() {
        return Err(
            Failure::invalid(format!("unrecognized setting \"weight.{signal}\""))
                .hint(no_signal(stored, signal).remedy()),
        );
    }
    let weight = match (value, value.as_f64()) {
        (Value::Null, _) => None,
        (_, Some(weight)) => {
            check_weight(&format!("value for setting \"weight.{signal}\""), weight)?;
            Some(weight)
        }
        _ => {
            return Err(Failure::invalid(format!(
                "invalid value for setting \"weight.{signal}\": {value}"
            ))
            .hint("A weight is a finite number, 0 or above."));
        }
    };
    let values = [
        (pg_sys::NAMEOID, Some(value::name_datum(&stored.feed)?)),
        (pg_sys::NAMEOID, Some(value::name_datum(signal)?)),
        (pg_sys::FLOAT8OID, weight.map(float_datum)),
    ];
    let put = include_str!("../../sql/definition/put_weight.sql");
    as_registrar(|| session.once(put, &values, &mut |_| ControlFlow::Continue(())))
}

/// 42701 for the name of a column that the views have anyway, 22023 for none.
fn check_name(signal: &str) -> Outcome<()> {
    if signal.is_empty() {
        return Err(Failure::invalid("signal name must not be empty"));
    }
    if TAKEN.contains(&signal) {
        return Err(Failure::duplicate_column(format!(
            "signal name \"{signal}\" is that of another column of the feed's views"
        ))
        .hint("Choose another name for the signal; that of its table does not matter."));
    }
    Ok(())
}

/// Binds the columns named by the call, or those that conventions suggest: an actor and a time need not be there.
fn bind(call: &Call, signal: &str, table: &TableInfo) -> Outcome<Binding> {
    let mut binding = Binding::new("signal", table);
    binding.signal = signal.to_owned();
    binding.infer(table, "post", "post", call.name(4).as_deref(), Wanted::Key)?;
    for (role, named, wanted) in [
        ("actor", call.name(5), Wanted::Key),
        ("created_at", call.name(6), Wanted::Time),
    ] {
        match named {
            Some(name) => binding.optional(table, role, Some(&name), wanted)?,
            None => binding.infer_if_there(table, role, wanted)?,
        }
    }
    let active = Condition::given(call.text(7));
    binding.lasting_condition(table, "active", active.as_ref())?;
    Ok(binding)
}

/// A column of posts that is to be kept equal to the count: as the registry has it, and its type; 42710 where another signal
/// keeps it.
fn counter(session: &Session, stored: &StoredFeed, name: &str) -> Outcome<(i64, u32)> {
    let taken = stored.present_signals().find(|(signal, _)| {
        let counter = signal.counter.as_ref();
        counter.is_some_and(|column| column.name.as_deref() == Some(name))
    });
    if let Some((signal, _)) = taken {
        return Err(Failure::duplicate(format!(
            "column \"{name}\" is the counter of signal \"{}\" already",
            signal.signal
        ))
        .hint("Name another column as counter, or none."));
    }
    let posts = loaded(&stored.feed)?.posts.table.relation;
    let counter = counter_of(&TableInfo::open(session, posts)?, name)?;
    let of_posts = stored.sources.iter().find(|source| source.kind == "posts");
    let bound = of_posts
        .into_iter()
        .flat_map(|posts| posts.columns.iter().chain(&posts.mentions));
    if bound
        .into_iter()
        .any(|column| column.name.as_deref() == Some(name))
    {
        return Err(Failure::invalid_definition(format!(
            "column \"{name}\" has another part in feed \"{}\"",
            stored.feed
        ))
        .hint("A counter is a column of its own: it is overwritten."));
    }
    Ok(counter)
}

fn counter_of(posts: &TableInfo, name: &str) -> Outcome<(i64, u32)> {
    let column = posts.column(name)?;
    check_type(posts, column, Wanted::Count)?;
    Ok((reference(posts.relation, column.attribute), column.kind))
}

fn put(
    session: &Session,
    feed: &str,
    signal: &str,
    weight: f64,
    impression: bool,
    counter: Option<(i64, u32)>,
) -> Outcome<()> {
    let (column, kind) = counter.unzip();
    let values = [
        (pg_sys::NAMEOID, Some(value::name_datum(feed)?)),
        (pg_sys::NAMEOID, Some(value::name_datum(signal)?)),
        (pg_sys::FLOAT8OID, Some(float_datum(weight))),
        (pg_sys::BOOLOID, Some(Datum::from(impression))),
        (pg_sys::INT8OID, column.map(Datum::from)),
        (pg_sys::OIDOID, kind.map(Datum::from)),
    ];
    let put = include_str!("../../sql/definition/put_signal.sql");
    as_registrar(|| session.once(put, &values, &mut |_| ControlFlow::Continue(())))
}

/// Finds the counters of a feed in its posts table as it is now, by their names; 42703 where one is not there.
pub fn rebind_counters(session: &Session, stored: &StoredFeed, posts: Oid) -> Outcome<()> {
    for (signal, _) in stored.present_signals() {
        let Some(counter) = &signal.counter else {
            continue;
        };
        let found = match &counter.name {
            Some(name) => Some(counter_of(&TableInfo::open(session, posts)?, name)?),
            None => None,
        };
        let (column, kind) = found.unzip();
        let values = [
            (pg_sys::NAMEOID, Some(value::name_datum(&stored.feed)?)),
            (pg_sys::NAMEOID, Some(value::name_datum(&signal.signal)?)),
            (pg_sys::INT8OID, column.map(Datum::from)),
            (pg_sys::OIDOID, kind.map(Datum::from)),
        ];
        let put = include_str!("../../sql/definition/put_counter.sql");
        as_registrar(|| session.once(put, &values, &mut |_| ControlFlow::Continue(())))?;
    }
    Ok(())
}
