//! Pages of a feed as JSON, held against the rows of the functions they are made from.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::app::App;
use crate::quote::{ident, literal, nullable};
use crate::readme::blocks;
use crate::session::Session;

/// Which order `feed_page` is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Ranked,
    Recent,
}

impl Order {
    pub fn name(self) -> &'static str {
        match self {
            Self::Ranked => "ranked",
            Self::Recent => "recent",
        }
    }

    /// What the rows are that a page is made from.
    fn function(self) -> (&'static str, &'static str) {
        match self {
            Self::Ranked => ("feed_for", "score"),
            Self::Recent => ("timeline_for", "NULL::float8"),
        }
    }
}

/// One page.
pub fn page(
    session: &mut Session,
    app: &App,
    viewer: &str,
    order: Order,
    size: usize,
    after: Option<&str>,
) -> Value {
    session.json(&format!(
        "SELECT {}.feed_page(viewer => {}::{}, page_size => {size}, after => {}, ranking => {})",
        ident(&app.feed),
        literal(viewer),
        app.user.name(),
        nullable(after),
        literal(order.name()),
    ))
}

/// The items of a whole feed, made of rows by plain SQL.
pub fn wanted(session: &mut Session, app: &App, viewer: &str, order: Order) -> Vec<Value> {
    let (function, score) = order.function();
    let rows = session.rows(&format!(
        "SELECT post_id::text, author_id::text, to_json(created_at AT TIME ZONE 'UTC') #>> '{{}}', to_json({score})::text, to_json(reasons)::text
FROM {}.{function}({}::{}, 1000)
ORDER BY rank",
        ident(&app.feed),
        literal(viewer),
        app.user.name(),
    ));
    let parsed = |text: &Option<String>| {
        text.as_deref().map_or(Value::Null, |text| {
            serde_json::from_str(text).expect("the server sends valid JSON")
        })
    };
    rows.iter()
        .map(|row| {
            json!({
                "post_id": row[0],
                "author_id": row[1],
                "created_at": row[2].as_deref().map(utc),
                "score": parsed(&row[3]),
                "reasons": parsed(&row[4]),
            })
        })
        .collect()
}

/// What the README says of the form of a page.
fn schema() -> &'static Validator {
    static SCHEMA: OnceLock<Validator> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut blocks = blocks().into_iter().filter(|block| block.words == "json");
        let block = blocks.next().expect("the README has a schema");
        assert!(blocks.next().is_none(), "the README has one schema");
        let schema = serde_json::from_str(&block.text).expect("the schema is JSON");
        jsonschema::validator_for(&schema).expect("the schema is one")
    })
}

/// Pages of one size from first to last are the whole, each tells rightly whether more follows, and the last has no cursor. The
/// session is in a REPEATABLE READ transaction.
pub fn assert_pages(
    label: &str,
    session: &mut Session,
    app: &App,
    viewer: &str,
    order: Order,
    size: usize,
) -> usize {
    let want = wanted(session, app, viewer, order);
    let (mut place, mut after): (usize, Option<String>) = (0, None);
    loop {
        let page = page(session, app, viewer, order, size, after.as_deref());
        let label = format!("{label}, {viewer}, {order:?}, {size} from {place}: {page:#}");
        if let Err(error) = schema().validate(&page) {
            panic!("{label}\nis not what the README's schema says: {error}");
        }
        let items = page["items"].as_array().expect("items are an array");
        let end = want.len().min(place + size);
        assert_eq!(items.len(), end - place, "{label}");
        for (got, want) in items.iter().zip(&want[place..]) {
            assert_same(&label, got, want);
        }
        place = end;
        let more = place < want.len();
        assert_eq!(page["has_more"], more, "{label}");
        assert_eq!(page["next_cursor"].is_string(), more, "{label}");
        if !more {
            return want.len();
        }
        after = page["next_cursor"].as_str().map(str::to_string);
    }
}

/// Equal but for the last digits of the score.
fn assert_same(label: &str, got: &Value, want: &Value) {
    let score = |item: &Value| item["score"].as_f64();
    let close = match (score(got), score(want)) {
        (Some(got), Some(want)) => (got - want).abs() <= 1e-12,
        _ => got["score"] == want["score"],
    };
    let mut same = got.clone();
    same["created_at"] = shortest(got["created_at"].as_str().expect("a time is a string")).into();
    same["score"] = want["score"].clone();
    assert!(close && same == *want, "{label}\n{got:#}\nwanted\n{want:#}");
}

/// PostgreSQL's time in UTC as ISO 8601 has it, where the year before the first one is 0.
fn utc(time: &str) -> String {
    let Some((year, rest)) = time
        .strip_suffix(" BC")
        .and_then(|time| time.split_once('-'))
    else {
        return format!("{time}Z");
    };
    let year: i32 = year.parse().expect("a time begins with its year");
    format!("-{:04}-{rest}Z", year - 1)
}

/// A time of ISO 8601 without zeros at the end of its fraction, which mean nothing.
fn shortest(time: &str) -> String {
    match time.trim_end_matches('Z').split_once('.') {
        Some((seconds, fraction)) if fraction.trim_end_matches('0').is_empty() => {
            format!("{seconds}Z")
        }
        Some((seconds, fraction)) => format!("{seconds}.{}Z", fraction.trim_end_matches('0')),
        None => time.to_string(),
    }
}
