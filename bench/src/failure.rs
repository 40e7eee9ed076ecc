//! What can stop a run, as one line for whoever started it.

use std::error::Error;
use std::fmt;

pub type Outcome<T> = Result<T, Failure>;

/// Why a run stopped.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    pub fn said(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// Puts what was being done in front of why it failed.
    pub fn while_doing(self, what: &str) -> Self {
        Self(format!("{what}: {}", self.0))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl From<postgres::Error> for Failure {
    fn from(error: postgres::Error) -> Self {
        let Some(db) = error.as_db_error() else {
            let cause = error.source().map(|cause| format!(": {cause}"));
            return Self(format!("{error}{}", cause.unwrap_or_default()));
        };
        let mut line = format!("{} (SQLSTATE {})", db.message(), db.code().code());
        for (label, text) in [("detail", db.detail()), ("hint", db.hint())] {
            if let Some(text) = text {
                line.push_str(&format!("; {label}: {text}"));
            }
        }
        Self(line)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<redis::RedisError> for Failure {
    fn from(error: redis::RedisError) -> Self {
        Self(format!("redis: {error}"))
    }
}
