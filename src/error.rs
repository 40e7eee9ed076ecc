//! One error report for the whole extension: SQLSTATE, message, DETAIL, HINT. The only place that raises or logs.

use pgrx::pg_sys::panic::ErrorReport;
use pgrx::{PgLogLevel, PgSqlErrorCode};

/// What an operation reports instead of a result.
///
/// Messages follow PostgreSQL's style: lower case, no full stop; a detail and a hint are sentences.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    code: PgSqlErrorCode,
    message: String,
    detail: Option<String>,
    hint: Option<String>,
}

/// The result of everything that can fail; errors are values until they reach [`raise`].
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    fn new(code: PgSqlErrorCode, message: impl Into<String>) -> Self {
        Failure {
            code,
            message: message.into(),
            detail: None,
            hint: None,
        }
    }

    /// 22023: an argument outside what the function takes.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE, message)
    }

    /// 22003: a result that its type cannot hold.
    pub fn out_of_range(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, message)
    }

    /// 22004: NULL where a value is required.
    pub fn null(argument: &str) -> Self {
        Self::new(
            PgSqlErrorCode::ERRCODE_NULL_VALUE_NOT_ALLOWED,
            format!("{argument} must not be null"),
        )
    }

    /// 42501: the calling role lacks a right.
    pub fn denied(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_INSUFFICIENT_PRIVILEGE, message)
    }

    /// 55000: the feed is not in a state in which this can be done.
    pub fn not_ready(message: impl Into<String>) -> Self {
        Self::new(
            PgSqlErrorCode::ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
            message,
        )
    }

    /// 42P01: no such table.
    pub fn no_table(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_UNDEFINED_TABLE, message)
    }

    /// 42703: no such column.
    pub fn no_column(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_UNDEFINED_COLUMN, message)
    }

    /// 42701: a column of this name is there already.
    pub fn duplicate_column(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_DUPLICATE_COLUMN, message)
    }

    /// 42704: no such feed, signal or other object of ours.
    pub fn no_object(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_UNDEFINED_OBJECT, message)
    }

    /// 42710: an object of ours is there already.
    pub fn duplicate(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_DUPLICATE_OBJECT, message)
    }

    /// 42P06: a schema of that name is there already.
    pub fn duplicate_schema(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_DUPLICATE_SCHEMA, message)
    }

    /// 42939: a name that is reserved.
    pub fn reserved_name(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_RESERVED_NAME, message)
    }

    /// 42622: a name longer than PostgreSQL allows.
    pub fn name_too_long(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_NAME_TOO_LONG, message)
    }

    /// 42809: an object of the wrong kind, such as a view where a table is required.
    pub fn wrong_object(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_WRONG_OBJECT_TYPE, message)
    }

    /// 42804: a value or column of the wrong type.
    pub fn wrong_type(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_DATATYPE_MISMATCH, message)
    }

    /// 42P17: a definition that PostgreSQL's rules for expressions do not allow.
    pub fn invalid_definition(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_INVALID_OBJECT_DEFINITION, message)
    }

    /// 42601: text that is not one SQL expression.
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_SYNTAX_ERROR, message)
    }

    /// 0A000: something PostgreSQL can do and this extension does not.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_FEATURE_NOT_SUPPORTED, message)
    }

    /// 39P01: a trigger function called as anything else.
    pub fn not_a_trigger(message: impl Into<String>) -> Self {
        Self::new(
            PgSqlErrorCode::ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED,
            message,
        )
    }

    /// 25006: a change where nothing may be written.
    pub fn read_only(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_READ_ONLY_SQL_TRANSACTION, message)
    }

    /// 2D000: a commit where none can be.
    pub fn invalid_termination(message: impl Into<String>) -> Self {
        Self::new(
            PgSqlErrorCode::ERRCODE_INVALID_TRANSACTION_TERMINATION,
            message,
        )
    }

    /// 25001: a transaction at the wrong isolation level.
    pub fn active_transaction(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_ACTIVE_SQL_TRANSACTION, message)
    }

    /// 54000: a result beyond what its form can hold.
    pub fn too_large(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_PROGRAM_LIMIT_EXCEEDED, message)
    }

    /// 53000: the server is not configured for as many of something as would be needed.
    pub fn insufficient_resources(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_INSUFFICIENT_RESOURCES, message)
    }

    /// XX000: what the code holds to be impossible.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(PgSqlErrorCode::ERRCODE_INTERNAL_ERROR, message)
    }

    /// Message and detail as one text, for a report that is not an error.
    pub fn sentence(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{}: {detail}", self.message),
            None => self.message.clone(),
        }
    }

    /// The hint, if there is one.
    pub fn remedy(&self) -> &str {
        self.hint.as_deref().unwrap_or_default()
    }

    /// Whether the row at which it failed is not to blame: something is missing, not allowed, busy or used up, for every row
    /// alike, until somebody mends that.
    pub fn concerns_all_rows(&self) -> bool {
        // The two letters of the class, of six bits each.
        let class = |code: PgSqlErrorCode| code as i32 & 0xfff;
        [
            PgSqlErrorCode::ERRCODE_INVALID_TRANSACTION_STATE,
            PgSqlErrorCode::ERRCODE_TRANSACTION_ROLLBACK,
            PgSqlErrorCode::ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION,
            PgSqlErrorCode::ERRCODE_INSUFFICIENT_RESOURCES,
            PgSqlErrorCode::ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE,
            PgSqlErrorCode::ERRCODE_OPERATOR_INTERVENTION,
            PgSqlErrorCode::ERRCODE_SYSTEM_ERROR,
        ]
        .into_iter()
        .any(|other| class(other) == class(self.code))
    }

    /// An error that PostgreSQL reported and that is no error of this statement.
    pub fn caught(code: PgSqlErrorCode, message: &str) -> Self {
        Self::new(code, message)
    }

    /// Says what was being done; what went wrong becomes the detail, and the code stays.
    pub fn within(self, message: impl Into<String>) -> Self {
        let detail = as_sentence(&self.sentence());
        Failure {
            message: message.into(),
            detail: Some(detail),
            ..self
        }
    }

    /// Adds facts about this case, as sentences.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds what to do about it, as a sentence.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A message as a sentence.
pub fn as_sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first: String = letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect());
    format!("{first}{}.", letters.as_str())
}

/// Ends the current statement with this failure as a PostgreSQL ERROR.
pub fn raise(failure: Failure) -> ! {
    report(failure, PgLogLevel::ERROR);
    unreachable!("an error report does not return")
}

/// Writes this failure to the server's log, and goes on.
pub fn warn(failure: Failure) {
    report(failure, PgLogLevel::WARNING);
}

fn report(failure: Failure, level: PgLogLevel) {
    let mut report = ErrorReport::new(failure.code, failure.message, "pg_feed");
    if let Some(detail) = failure.detail {
        report = report.set_detail(detail);
    }
    if let Some(hint) = failure.hint {
        report = report.set_hint(hint);
    }
    report.report(level);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_to_blame_for_what_their_values_cause_only() {
        for code in [
            PgSqlErrorCode::ERRCODE_UNDEFINED_FUNCTION,
            PgSqlErrorCode::ERRCODE_INSUFFICIENT_PRIVILEGE,
            PgSqlErrorCode::ERRCODE_LOCK_NOT_AVAILABLE,
            PgSqlErrorCode::ERRCODE_DISK_FULL,
            PgSqlErrorCode::ERRCODE_IO_ERROR,
        ] {
            assert!(Failure::caught(code, "").concerns_all_rows(), "{code:?}");
        }
        for code in [
            PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO,
            PgSqlErrorCode::ERRCODE_RAISE_EXCEPTION,
            PgSqlErrorCode::ERRCODE_CHECK_VIOLATION,
            PgSqlErrorCode::ERRCODE_INTERNAL_ERROR,
        ] {
            assert!(!Failure::caught(code, "").concerns_all_rows(), "{code:?}");
        }
    }
}
