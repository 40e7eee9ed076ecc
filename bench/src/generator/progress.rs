//! Tells how far a step is: a bar while it runs, where somebody looks, and a line once it is done.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

const ROWS: &str = "{prefix}: {msg} [{bar:30}] {human_pos} of about {human_len} rows, {eta} to go";
const NO_ROWS: &str = "{prefix}: {msg} {spinner} {elapsed}";
/// How often a bar without rows moves.
const TICK: Duration = Duration::from_millis(200);
/// Rows between two looks at the bar.
const EVERY: u64 = 8_192;

/// A step of making a network.
pub struct Step {
    bar: ProgressBar,
    schema: &'static str,
    what: String,
    rows: u64,
    started: Instant,
}

impl Step {
    /// One that makes about so many rows.
    pub fn of_rows(schema: &'static str, what: &str, about: usize) -> Self {
        Self::shown(schema, what, ProgressBar::new(about as u64), ROWS)
    }

    /// One that the server does by itself.
    pub fn of_server(schema: &'static str, what: &str) -> Self {
        let step = Self::shown(schema, what, ProgressBar::no_length(), NO_ROWS);
        step.bar.enable_steady_tick(TICK);
        step
    }

    fn shown(schema: &'static str, what: &str, bar: ProgressBar, template: &str) -> Self {
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_prefix(schema);
        bar.set_message(what.to_owned());
        Self {
            bar,
            schema,
            what: what.to_owned(),
            rows: 0,
            started: Instant::now(),
        }
    }

    /// Notes one more row.
    pub fn advance(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(EVERY) {
            self.bar.inc(EVERY);
        }
    }

    /// Puts a line in place of the bar.
    pub fn done(self) {
        self.bar.finish_and_clear();
        let rows = match self.rows {
            0 => String::new(),
            rows => format!(" {rows} rows,"),
        };
        eprintln!(
            "{}: {}{rows} {:.1} s",
            self.schema,
            self.what,
            self.started.elapsed().as_secs_f64()
        );
    }
}
