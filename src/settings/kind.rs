//! What the value of a setting must be.

use serde_json::Value;

use super::table::SETTINGS;
use crate::error::{Failure, Outcome};

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
    /// A number from the one to the other.
    Between(f64, f64),
    /// A length of time above zero, as PostgreSQL reads intervals.
    Interval,
    /// One of at least an hour.
    Hours,
    /// One of at least a second, in which something halves.
    HalfLife,
}

/// One line of the table of settings.
#[derive(Debug)]
pub struct Setting {
    pub name: &'static str,
    pub kind: Kind,
    pub unit: Option<&'static str>,
    pub description: &'static str,
}

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
            | (
                Kind::Expression | Kind::Interval | Kind::Hours | Kind::HalfLife,
                Value::String(_),
            ) => true,
            (Kind::Between(least, most), Value::Number(number)) => number
                .as_f64()
                .is_some_and(|number| (least..=most).contains(&number)),
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
            Kind::Between(least, most) => format!("a number from {least} to {most}"),
            Kind::HalfLife => {
                "an interval of at least a second as a string, such as \"24 hours\"".to_owned()
            }
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
