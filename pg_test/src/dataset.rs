//! Rows of one table, kept as text, and the statements that insert them.

use crate::quote::{ident, literal};

/// Rows a statement may carry; beyond it parsing gets slow.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A value of a row.
#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Text(String),
    /// An SQL expression, such as one with `now()`.
    Sql(String),
}

impl Value {
    pub fn of(text: &str) -> Self {
        Self::Text(text.to_string())
    }

    pub fn truth(value: bool) -> Self {
        Self::Text(value.to_string())
    }

    pub fn sql(&self) -> String {
        match self {
            Self::Null => "NULL".to_string(),
            Self::Text(text) => literal(text),
            Self::Sql(expression) => expression.clone(),
        }
    }
}

/// Rows of one table.
#[derive(Debug, Clone)]
pub struct Dataset {
    pub table: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Value>>,
}

impl Dataset {
    pub fn new(table: &str, columns: &[String]) -> Self {
        Self {
            table: table.to_string(),
            columns: columns.to_vec(),
            rows: Vec::new(),
        }
    }

    pub fn inserts(&self) -> Vec<String> {
        let columns: Vec<String> = self.columns.iter().map(|name| ident(name)).collect();
        self.rows
            .chunks(ROWS_PER_STATEMENT)
            .map(|rows| {
                let tuples: Vec<String> = rows
                    .iter()
                    .map(|row| {
                        let values: Vec<String> = row.iter().map(Value::sql).collect();
                        format!("({})", values.join(", "))
                    })
                    .collect();
                format!(
                    "INSERT INTO {} ({}) VALUES\n{}",
                    ident(&self.table),
                    columns.join(", "),
                    tuples.join(",\n")
                )
            })
            .collect()
    }
}
