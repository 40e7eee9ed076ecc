//! `feed.configure`, `feed.settings`: a feed's settings.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};
use serde_json::Value;

use super::authority::{as_registrar, begin_change, owned};
use super::create::loaded;
use super::{signals, storage};
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

/// How the settings of signals begin: their names follow.
const WEIGHT: &str = "weight.";

/// Settings that say what belongs in a window. All others are asked for at each read, or at each step of maintenance.
const BUILT_ON: [&str; 2] = ["timeline.replies", "timeline.group_posts"];

/// `feed.configure(feed, settings)`
fn call_configure(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let changes = call.json(1)?.ok_or_else(|| Failure::null("settings"))?;
    let Value::Object(changes) = changes else {
        return Err(Failure::invalid("settings must be a JSON object")
            .hint("Keys are settings, such as {\"timeline.replies\": \"all\"}."));
    };
    spi::session(|session| {
        begin_change(session, "feed.configure")?;
        let stored = owned(session, &feed)?;
        let mut values = stored.settings.changed();
        if changes.keys().any(|name| BUILT_ON.contains(&name.as_str())) {
            storage::new_generation(session, &feed)?;
        }
        for (name, value) in changes {
            if let Some(signal) = name.strip_prefix(WEIGHT) {
                signals::put_weight(session, &stored, signal, &value)?;
                continue;
            }
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
        (Kind::Interval | Kind::Hours | Kind::HalfLife, Value::String(text)) => {
            interval(session, setting, text)
        }
        (Kind::Expression, Value::String(text)) => {
            let user: Oid = loaded(feed)?.user_kind();
            Expression::value(text, user).map(Value::String)
        }
        _ => Ok(value),
    }
}

/// An interval above zero, or of at least an hour, as PostgreSQL writes it.
fn interval(session: &Session, setting: &Setting, text: &str) -> Outcome<Value> {
    let mut written = None;
    let (least, most) = match setting.kind {
        Kind::Hours => ("01:00:00", Some("1000 years")),
        Kind::HalfLife => ("00:00:01", Some("1000 years")),
        _ => ("00:00:00.000001", None),
    };
    let parameters =
        [Some(text), Some(least), most].map(|text| (pg_sys::TEXTOID, text.map(value::text_datum)));
    let read = include_str!("../../sql/definition/interval.sql");
    let done = attempt(|| {
        literals::write_plainly(|| {
            session.once(read, &parameters, &mut |row| {
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
    let stored = spi::session(|session| owned(session, &feed))?;
    let values = stored.settings.values();
    let defaults = Settings::default().values();
    let types = [
        pg_sys::TEXTOID,
        pg_sys::JSONBOID,
        pg_sys::JSONBOID,
        pg_sys::TEXTOID,
        pg_sys::TEXTOID,
    ];
    let settings = SETTINGS.iter().map(|setting| {
        let json = |values: &serde_json::Map<String, Value>| {
            values.get(setting.name).cloned().unwrap_or(Value::Null)
        };
        let (value, default) = (json(&values), json(&defaults));
        let name = setting.name.to_owned();
        (
            name,
            value,
            default,
            setting.unit,
            setting.description.to_owned(),
        )
    });
    let weights = stored.present_signals().map(|(signal, _)| {
        let name = format!("{WEIGHT}{}", signal.signal);
        let description = format!(
            "what one row of signal {} adds to engagement",
            signal.signal
        );
        let (value, default) = (signal.weight.into(), signal.default_weight.into());
        (name, value, default, None, description)
    });
    call.rows(
        types,
        settings
            .chain(weights)
            .map(|(name, value, default, unit, description)| {
                [
                    Some(value::text_datum(&name)),
                    value::json_datum(value),
                    value::json_datum(default),
                    unit.map(value::text_datum),
                    Some(value::text_datum(&description)),
                ]
            }),
    )
}
