//! One connection: statements in, rows as text out, and refusals as values that a test can look at.

use postgres::error::DbError;
use postgres::{Client, SimpleQueryMessage};

/// The SQLSTATE of a connection that broke.
const BROKEN: &str = "08006";

/// What the server says when it refuses a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub state: String,
    pub message: String,
    pub detail: String,
    pub hint: String,
}

impl Refusal {
    fn of(error: &DbError) -> Self {
        Self {
            state: error.code().code().to_string(),
            message: error.message().to_string(),
            detail: error.detail().unwrap_or_default().to_string(),
            hint: error.hint().unwrap_or_default().to_string(),
        }
    }

    /// A connection that broke, as libpq's own code for it.
    fn broken(error: &postgres::Error) -> Self {
        Self {
            state: BROKEN.to_string(),
            message: format!("the connection broke: {error:?}"),
            detail: String::new(),
            hint: String::new(),
        }
    }

    /// Whether it only says that the server went away.
    pub fn is_loss(&self) -> bool {
        self.state == BROKEN || self.state.starts_with("57P")
    }

    /// The HINT names the remedy.
    pub fn hints_at(&self, remedy: &str) -> &Self {
        assert!(
            self.hint.contains(remedy),
            "the hint does not name {remedy:?}: {self:?}"
        );
        self
    }

    /// Message, detail or hint name something.
    pub fn names(&self, something: &str) -> &Self {
        let all = format!("{}\n{}\n{}", self.message, self.detail, self.hint);
        assert!(
            all.contains(something),
            "the refusal does not name {something:?}: {self:?}"
        );
        self
    }
}

pub type Row = Vec<Option<String>>;

/// A connection. It knows whether it is in a transaction block, so that an expected refusal does not end the block.
pub struct Session {
    client: Client,
    in_block: bool,
}

impl Session {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            in_block: false,
        }
    }

    /// The client itself, for what needs typed parameters.
    pub fn client(&mut self) -> &mut Client {
        &mut self.client
    }

    /// The rows of all statements, as text.
    pub fn attempt(&mut self, sql: &str) -> Result<Vec<Row>, Refusal> {
        match self.client.simple_query(sql) {
            Ok(messages) => Ok(rows_of(&messages)),
            Err(error) => match error.as_db_error() {
                Some(refusal) => Err(Refusal::of(refusal)),
                None => Err(Refusal::broken(&error)),
            },
        }
    }

    pub fn rows(&mut self, sql: &str) -> Vec<Row> {
        self.attempt(sql)
            .unwrap_or_else(|refusal| panic!("refused: {refusal:#?}\n{}", short(sql)))
    }

    pub fn run(&mut self, sql: &str) {
        self.rows(sql);
    }

    /// The one value of the one row.
    pub fn value(&mut self, sql: &str) -> Option<String> {
        let rows = self.rows(sql);
        assert_eq!(rows.len(), 1, "one row expected of\n{}", short(sql));
        assert_eq!(rows[0].len(), 1, "one column expected of\n{}", short(sql));
        rows[0][0].clone()
    }

    pub fn text(&mut self, sql: &str) -> String {
        self.value(sql)
            .unwrap_or_else(|| panic!("NULL from\n{}", short(sql)))
    }

    pub fn number(&mut self, sql: &str) -> i64 {
        let text = self.text(sql);
        text.parse()
            .unwrap_or_else(|_| panic!("{text:?} is no whole number, from\n{}", short(sql)))
    }

    pub fn truth(&mut self, sql: &str) -> bool {
        self.text(sql) == "t"
    }

    pub fn json(&mut self, sql: &str) -> serde_json::Value {
        serde_json::from_str(&self.text(sql)).expect("the server sends valid JSON")
    }

    /// The first column of every row; NULL is written `NULL`.
    pub fn column(&mut self, sql: &str) -> Vec<String> {
        self.rows(sql)
            .into_iter()
            .map(|row| row[0].clone().unwrap_or_else(|| "NULL".to_string()))
            .collect()
    }

    /// Opens a transaction block; `modes` as in `BEGIN`, or nothing.
    pub fn begin(&mut self, modes: &str) {
        self.run(&format!("BEGIN {modes}"));
        self.in_block = true;
    }

    pub fn commit(&mut self) {
        self.run("COMMIT");
        self.in_block = false;
    }

    pub fn rollback(&mut self) {
        self.run("ROLLBACK");
        self.in_block = false;
    }

    /// The refusal of a statement that must fail; the session goes on as before.
    pub fn refusal(&mut self, sql: &str) -> Refusal {
        if self.in_block {
            self.run("SAVEPOINT before_refusal");
        }
        let Err(refusal) = self.attempt(sql) else {
            panic!("not refused:\n{}", short(sql));
        };
        if self.in_block {
            self.run("ROLLBACK TO before_refusal");
        }
        refusal
    }

    /// A statement that must fail with one of these SQLSTATEs (`/` between them).
    pub fn refused(&mut self, states: &str, sql: &str) -> Refusal {
        let refusal = self.refusal(sql);
        assert!(
            states.split('/').any(|state| state == refusal.state),
            "{states} expected, not {refusal:#?}\n{}",
            short(sql)
        );
        refusal
    }
}

fn rows_of(messages: &[SimpleQueryMessage]) -> Vec<Row> {
    messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(
                (0..row.len())
                    .map(|column| row.get(column).map(str::to_string))
                    .collect(),
            ),
            _ => None,
        })
        .collect()
}

/// A statement short enough to be read in a test's output.
fn short(sql: &str) -> String {
    const LIMIT: usize = 6_000;
    let mut text: String = sql.chars().take(LIMIT).collect();
    if text.len() < sql.len() {
        text.push_str(" ...");
    }
    text
}
