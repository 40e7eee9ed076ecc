//! `feed.configure`, `feed.settings`: a feed's settings.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};
use serde_json::Value;

use super::authority::{as_registrar, begin_change, owned};
use super::create::loaded;
use super::storage;
use crate::error::{Failure, Outcome};
use crate::pg::attempt::attempt;
use crate::pg::expression::Expression;
use crate::pg::function::Call;
use crate::pg::spi::Session;
use crate::pg::{invalidation, literals, spi, value};
use crate::pg_function;
use crate::settings::{Kind, SETTINGS, Setting, Settings};

pg_function!(feed_configure, pg_finfo_feed_configure, call_configure);
pg_function!(feed_settings, pg_finfo_feed_settings, call_settings);

/// Settings that say what belongs in a window. All others are asked for at each read, or at each step of maintenance.
const BUILT_ON: [&str; 2] = ["timeline.replies", "timeline.group_posts"];

/// `feed.configure(feed, settings)`
fn call_configure(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let changes = call.json(1).ok_or_else(|| Failure::null("settings"))?;
    let Value::Object(changes) = changes else {
        return Err(Failure::invalid("settings must be a JSON object")
            .hint("Keys are settings, such as {\"timeline.replies\": \"all\"}."));
    };
    spi::session(|session| {
        begin_change(session, "feed.configure")?;
        let mut values = owned(session, &feed)?.settings.changed();
        if changes.keys().any(|name| BUILT_ON.contains(&name.as_str())) {
            storage::new_generation(session, &feed)?;
        }
        for (name, value) in changes {
            let setting = Setting::named(&name)?;
            match value {
                Value::Null => values.remove(&name),
                value => {
                    setting.check(&value)?;
                    values.insert(name, stored_value(session, &feed, setting, value)?)
                }
            };
        }
        let document = Value::Object(values).to_string();
        let parameters = [
            (pg_sys::NAMEOID, Some(value::name_datum(&feed)?)),
            (pg_sys::TEXTOID, Some(value::text_datum(&document))),
        ];
        let put = include_str!("../../sql/definition/put_settings.sql");
        as_registrar(|| session.once(put, &parameters, &mut |_| ControlFlow::Continue(())))?;
        invalidation::announce_definition()
    })?;
    Ok(call.void())
}

/// The value as it is kept: an expression deparsed, an interval in one spelling, everything else as given.
fn stored_value(session: &Session, feed: &str, setting: &Setting, value: Value) -> Outcome<Value> {
    match (setting.kind, &value) {
        (Kind::Interval, Value::String(text)) => interval(session, setting, text),
        (Kind::Expression, Value::String(text)) => {
            let user: Oid = loaded(feed)?.user_kind();
            Expression::value(text, user).map(Value::String)
        }
        _ => Ok(value),
    }
}

/// An interval above zero, as PostgreSQL writes it.
fn interval(session: &Session, setting: &Setting, text: &str) -> Outcome<Value> {
    let mut written = None;
    let parameter = [(pg_sys::TEXTOID, Some(value::text_datum(text)))];
    let read = include_str!("../../sql/definition/interval.sql");
    let done = attempt(|| {
        literals::write_plainly(|| {
            session.once(read, &parameter, &mut |row| {
                written = row.text(0);
                ControlFlow::Break(())
            })
        })
    });
    match (done, written) {
        (Ok(()), Some(written)) => Ok(Value::String(written)),
        _ => Err(setting.refusal(&Value::from(text))),
    }
}

/// `feed.settings(feed)`: setting, value, default_value, unit, description
fn call_settings(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let values = spi::session(|session| owned(session, &feed))?
        .settings
        .values();
    let defaults = Settings::default().values();
    let types = [
        pg_sys::TEXTOID,
        pg_sys::JSONBOID,
        pg_sys::JSONBOID,
        pg_sys::TEXTOID,
        pg_sys::TEXTOID,
    ];
    call.rows(
        types,
        SETTINGS.iter().map(|setting| {
            let json = |values: &serde_json::Map<String, Value>| {
                value::json_datum(values.get(setting.name).cloned().unwrap_or(Value::Null))
            };
            [
                Some(value::text_datum(setting.name)),
                json(&values),
                json(&defaults),
                setting.unit.map(value::text_datum),
                Some(value::text_datum(setting.description)),
            ]
        }),
    )
}
