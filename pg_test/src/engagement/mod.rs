//! What a test knows of a feed's engagement: its signals, their weights, and the settings that score posts; and the calls
//! that tell the feed of them.

pub mod activity;
pub mod churn;
pub mod compare;
pub mod events;
pub mod glance;
pub mod order;
pub mod pages;
pub mod plain;
pub mod ranked;
pub mod ranking;
pub mod reactions;
pub mod reader;
pub mod reference;
pub mod settle;
pub mod sources;
pub mod stream;

use crate::app::App;
use crate::quote::{ident, literal, nullable};
use crate::session::Session;

/// Weights that `add_signal` knows by name.
pub const KNOWN: [(&str, f64); 16] = [
    ("like", 1.0),
    ("likes", 1.0),
    ("bookmark", 10.0),
    ("bookmarks", 10.0),
    ("comment", 13.5),
    ("comments", 13.5),
    ("reply", 13.5),
    ("replies", 13.5),
    ("quote", 15.0),
    ("quotes", 15.0),
    ("repost", 20.0),
    ("reposts", 20.0),
    ("share", 20.0),
    ("shares", 20.0),
    ("view", 0.0),
    ("views", 0.0),
];

/// Names are those of the catalog, not quoted; the condition is SQL with quoted columns.
#[derive(Debug, Clone)]
pub struct Signal {
    pub name: String,
    pub table: String,
    pub post: String,
    /// Without one its rows count, but are nobody's.
    pub actor: Option<String>,
    /// Without one an event counts at its post's time.
    pub created_at: Option<String>,
    /// `timestamp` instead of `timestamptz`.
    pub local_time: bool,
    pub active: Option<String>,
    /// As the feed was told; where it was not, the name is a known one.
    pub weight: Option<f64>,
    /// As the feed was told; where it was not, views are impressions.
    pub impression: Option<bool>,
    /// Its column stays in the views, and is NULL.
    pub removed: bool,
}

impl Signal {
    /// A signal with conventional columns.
    pub fn plain(name: &str) -> Self {
        Self {
            name: name.to_string(),
            table: name.to_string(),
            post: "post_id".to_string(),
            actor: Some("user_id".to_string()),
            created_at: Some("created_at".to_string()),
            local_time: false,
            active: None,
            weight: None,
            impression: None,
            removed: false,
        }
    }

    pub fn weight(&self) -> f64 {
        let known = || KNOWN.iter().find(|(name, _)| *name == self.name);
        self.weight
            .or_else(|| known().map(|(_, weight)| *weight))
            .expect("a name without a known weight is given one")
    }

    /// Whether its rows tell only that a post was shown.
    pub fn is_impression(&self) -> bool {
        self.impression
            .unwrap_or_else(|| ["view", "views"].contains(&self.name.as_str()))
    }

    /// The call that adds it, every column given by name.
    pub fn add(&self, feed: &str) -> String {
        let mut arguments = vec![
            literal(feed),
            format!("signal => {}", literal(&self.name)),
            format!("source => {}::regclass", literal(&ident(&self.table))),
            format!("post => {}", literal(&self.post)),
        ];
        if self.actor.is_some() {
            arguments.push(format!("actor => {}", nullable(self.actor.as_deref())));
        }
        if let Some(impression) = self.impression {
            arguments.push(format!("impression => {impression}"));
        }
        if let Some(weight) = self.weight {
            arguments.push(format!("weight => {}", number(weight)));
        }
        if self.created_at.is_some() {
            arguments.push(format!(
                "created_at => {}",
                nullable(self.created_at.as_deref())
            ));
        }
        if self.active.is_some() {
            arguments.push(format!("active => {}", nullable(self.active.as_deref())));
        }
        format!("SELECT feed.add_signal({})", arguments.join(", "))
    }

    pub fn remove(&self, feed: &str) -> String {
        format!(
            "SELECT feed.remove_signal({}, {})",
            literal(feed),
            literal(&self.name)
        )
    }
}

/// A float as SQL reads it without rounding.
pub fn number(value: f64) -> String {
    format!("'{value:?}'::float8")
}

/// A length of time as SQL; a day has 24 hours wherever the session is.
pub fn seconds(length: i64) -> String {
    format!("interval '{length} seconds'")
}

pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 24 * HOUR;
/// Longer than anything that is tested reaches back.
pub const AGES: i64 = 14_600 * DAY;

/// Settings by which posts are scored; lengths of time are in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    pub half_life: i64,
    pub base: f64,
    pub max_age: i64,
    /// Absent: the default, which the feed tells.
    pub keep: Option<i64>,
    pub offset_hours: f64,
    pub exponent: f64,
}

impl Default for Scoring {
    fn default() -> Self {
        Self {
            half_life: 12 * HOUR,
            base: 1.0,
            max_age: 7 * DAY,
            keep: None,
            offset_hours: 2.0,
            exponent: 1.5,
        }
    }
}

impl Scoring {
    /// The default formulas over everything that ever happened.
    pub fn of_all_times() -> Self {
        Self {
            max_age: AGES,
            keep: Some(AGES),
            ..Self::default()
        }
    }
}

/// An app, and the signals of its feed in order of addition.
#[derive(Debug, Clone)]
pub struct Engagement {
    pub app: App,
    pub signals: Vec<Signal>,
    pub scoring: Scoring,
}

impl Engagement {
    pub fn new(app: App, signals: Vec<Signal>) -> Self {
        Self {
            app,
            signals,
            scoring: Scoring::default(),
        }
    }

    /// Adds all signals to the feed, which is there, and gives it the settings.
    pub fn define(&self, session: &mut Session) {
        for signal in self.present() {
            session.run(&signal.add(&self.app.feed));
        }
        session.run(&self.configure());
    }

    pub fn present(&self) -> impl Iterator<Item = &Signal> {
        self.signals.iter().filter(|signal| !signal.removed)
    }

    /// The call that gives the feed the settings and weights that are written down here.
    pub fn configure(&self) -> String {
        let scoring = &self.scoring;
        let length = |seconds: i64| format!("{seconds} seconds");
        let mut settings = serde_json::json!({
            "trending.half_life": length(scoring.half_life),
            "trending.base": scoring.base,
            "trending.max_age": length(scoring.max_age),
            "gravity.offset_hours": scoring.offset_hours,
            "gravity.exponent": scoring.exponent,
            "engagement.keep": scoring.keep.map(length),
        });
        for signal in self.present() {
            settings[format!("weight.{}", signal.name)] = signal.weight().into();
        }
        format!(
            "SELECT feed.configure({}, {})",
            literal(&self.app.feed),
            literal(&settings.to_string())
        )
    }

    /// How far back hours are kept, as an interval of SQL.
    pub fn keep(&self) -> String {
        self.scoring.keep.map_or_else(
            || {
                format!(
                    "(SELECT make_interval(secs => extract(epoch FROM (value #>> '{{}}')::interval)::float8)
     FROM feed.settings({})
     WHERE setting = 'engagement.keep')",
                    literal(&self.app.feed)
                )
            },
            seconds,
        )
    }
}
