//! The settings of a feed: one table of them all, with default, unit, range and meaning.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Failure, Outcome};

/// What a feed's settings are; a field absent from the registry has its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(rename = "timeline.replies")]
    pub replies: Replies,
    #[serde(rename = "timeline.own")]
    pub own: bool,
    #[serde(rename = "timeline.group_posts")]
    pub group_posts: GroupPosts,
    #[serde(rename = "groups.open")]
    pub groups_open: bool,
    /// Deparsed, with qualified names.
    #[serde(rename = "security.viewer")]
    pub viewer: Option<String>,
    #[serde(rename = "window.size")]
    pub window_size: u32,
    #[serde(rename = "window.idle")]
    pub window_idle: String,
    #[serde(rename = "fanout.max_followers")]
    pub max_followers: u32,
    #[serde(rename = "trending.half_life")]
    pub half_life: String,
    #[serde(rename = "trending.base")]
    pub base: f64,
    #[serde(rename = "trending.max_age")]
    pub max_age: String,
    #[serde(rename = "gravity.offset_hours")]
    pub gravity_offset_hours: f64,
    #[serde(rename = "gravity.exponent")]
    pub gravity_exponent: f64,
    #[serde(rename = "engagement.keep")]
    pub keep: String,
}

/// Which replies a timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Replies {
    None,
    Followed,
    All,
}

/// Whom a followed author's post in a group reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupPosts {
    Members,
    Everyone,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            replies: Replies::None,
            own: true,
            group_posts: GroupPosts::Members,
            groups_open: false,
            viewer: None,
            // Twenty pages: few people read further.
            window_size: 400,
            window_idle: "7 days".to_owned(),
            max_followers: 10_000,
            half_life: "12:00:00".to_owned(),
            base: 1.0,
            max_age: "7 days".to_owned(),
            // Those of Hacker News.
            gravity_offset_hours: 2.0,
            gravity_exponent: 1.5,
            keep: "90 days".to_owned(),
        }
    }
}

impl Settings {
    /// All settings by name.
    pub fn values(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(values)) => values,
            _ => Map::new(),
        }
    }

    /// Those that differ from their defaults.
    pub fn changed(&self) -> Map<String, Value> {
        let defaults = Settings::default().values();
        self.values()
            .into_iter()
            .filter(|(name, value)| defaults.get(name) != Some(value))
            .collect()
    }
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Bool,
    OneOf(&'static [&'static str]),
    /// An SQL expression of the user key's type.
    Expression,
    /// A whole number from the one to the other.
    Count(u32, u32),
    /// A number above the one and up to the other.
    Number(f64, f64),
    /// A length of time above zero, as PostgreSQL reads intervals.
    Interval,
    /// One of at least an hour.
    Hours,
}

/// One line of the table of settings.
#[derive(Debug)]
pub struct Setting {
    pub name: &'static str,
    pub kind: Kind,
    pub unit: Option<&'static str>,
    pub description: &'static str,
}

/// All settings, in the order in which `feed.settings` lists them.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "engagement.keep",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how far back engagement is known by the hour",
    },
    Setting {
        name: "fanout.max_followers",
        kind: Kind::Count(0, 10_000_000),
        unit: Some("followers"),
        description: "posts of authors with more followers, and in groups with more members, are asked for at each read",
    },
    Setting {
        name: "gravity.exponent",
        kind: Kind::Number(0.0, 100.0),
        unit: None,
        description: "how strongly age weighs in formula gravity: engagement / (age + offset)^exponent",
    },
    Setting {
        name: "gravity.offset_hours",
        kind: Kind::Number(0.0, 1e6),
        unit: Some("hours"),
        description: "what formula gravity adds to the age of a post",
    },
    Setting {
        name: "groups.open",
        kind: Kind::Bool,
        unit: None,
        description: "posts_in shows a group's posts to people who are not its members",
    },
    Setting {
        name: "security.viewer",
        kind: Kind::Expression,
        unit: None,
        description: "SQL expression for the viewer of the session; reads refuse any other viewer",
    },
    Setting {
        name: "timeline.group_posts",
        kind: Kind::OneOf(&["members", "everyone"]),
        unit: None,
        description: "whom a followed author's post in a group reaches",
    },
    Setting {
        name: "timeline.own",
        kind: Kind::Bool,
        unit: None,
        description: "a timeline shows the viewer's own posts",
    },
    Setting {
        name: "timeline.replies",
        kind: Kind::OneOf(&["none", "followed", "all"]),
        unit: None,
        description: "which replies a timeline shows: none, those to the viewer or a followee, or all",
    },
    Setting {
        name: "trending.base",
        kind: Kind::Number(0.0, 1e12),
        unit: None,
        description: "what a post without engagement is worth when it is written",
    },
    Setting {
        name: "trending.half_life",
        kind: Kind::Hours,
        unit: Some("interval"),
        description: "the time in which engagement loses half of its value, at least 1 hour",
    },
    Setting {
        name: "trending.max_age",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how old posts in view trending may be",
    },
    Setting {
        name: "window.idle",
        kind: Kind::Interval,
        unit: Some("interval"),
        description: "how long a window is kept without being read, where the library is preloaded",
    },
    Setting {
        name: "window.size",
        kind: Kind::Count(1, 100_000),
        unit: Some("posts"),
        description: "how many of the newest posts a window holds",
    },
];

impl Setting {
    /// The setting of this name; 22023 listing all names where there is none.
    pub fn named(name: &str) -> Outcome<&'static Setting> {
        SETTINGS
            .iter()
            .find(|setting| setting.name == name)
            .ok_or_else(|| {
                let names: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
                Failure::invalid(format!("unrecognized setting \"{name}\""))
                    .hint(format!("Settings are: {}.", names.join(", ")))
            })
    }

    /// Checks type and range of a value; whether an expression parses is checked where it is stored.
    pub fn check(&self, value: &Value) -> Outcome<()> {
        let fits = match (self.kind, value) {
            (Kind::Bool, Value::Bool(_))
            | (Kind::Expression | Kind::Interval | Kind::Hours, Value::String(_)) => true,
            (Kind::Number(above, most), Value::Number(number)) => number
                .as_f64()
                .is_some_and(|number| number > above && number <= most),
            (Kind::OneOf(words), Value::String(word)) => words.contains(&word.as_str()),
            (Kind::Count(least, most), Value::Number(number)) => number
                .as_u64()
                .is_some_and(|n| (u64::from(least)..=u64::from(most)).contains(&n)),
            _ => false,
        };
        match fits {
            true => Ok(()),
            false => Err(self.refusal(value)),
        }
    }

    /// 22023 telling what the value must be.
    pub fn refusal(&self, value: &Value) -> Failure {
        let wanted = match self.kind {
            Kind::Bool => "true or false".to_owned(),
            Kind::OneOf(words) => format!("one of: {}", words.join(", ")),
            Kind::Expression => "an SQL expression as a string".to_owned(),
            Kind::Count(least, most) => format!("a whole number from {least} to {most}"),
            Kind::Number(above, most) => format!("a number above {above}, at most {most}"),
            Kind::Hours => {
                "an interval of at least an hour as a string, such as \"12 hours\"".to_owned()
            }
            Kind::Interval => "an interval above zero as a string, such as \"7 days\"".to_owned(),
        };
        Failure::invalid(format!(
            "invalid value for setting \"{}\": {value}",
            self.name
        ))
        .hint(format!("The value is {wanted}."))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_struct_name_the_same_settings() {
        let Value::Object(fields) = serde_json::to_value(Settings::default()).unwrap() else {
            unreachable!("a struct serializes to an object")
        };
        let listed: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        let mut fields: Vec<_> = fields.keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(listed, fields);
    }

    #[test]
    fn a_wrong_type_is_refused() {
        assert!(
            Setting::named("timeline.own")
                .unwrap()
                .check(&Value::from(1))
                .is_err()
        );
        assert!(
            Setting::named("timeline.replies")
                .unwrap()
                .check(&Value::from("some"))
                .is_err()
        );
        assert!(Setting::named("timeline.rebellion").is_err());
    }
}
