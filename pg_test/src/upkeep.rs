//! Upkeep of a feed by its calls over the wire: maintenance, windows made and dropped, settings changed, repair; and the
//! statements by which tests look at what is kept.

use std::time::{Duration, Instant};

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use crate::app::{App, Settings};
use crate::quote::literal;
use crate::session::{Refusal, Session};
use crate::shape::Shape;
use crate::tempo::Count;

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(120);

/// What was done, by name.
pub const KINDS: [&str; 11] = [
    "maintain",
    "maintain, some batches",
    "run_maintenance",
    "warm",
    "cool",
    "configure",
    "configure, rolled back",
    "alter",
    "check",
    "repair",
    "run_repair",
];

#[derive(Debug, Default)]
pub struct Done {
    pub kinds: [Count; KINDS.len()],
    pub refused: Count,
    /// Pending rows that `maintain` says it has consumed.
    pub consumed: Count,
}

impl Done {
    pub fn told(&self) -> String {
        let kinds: Vec<String> = KINDS
            .iter()
            .zip(&self.kinds)
            .map(|(kind, count)| format!("{kind} {}", count.get()))
            .collect();
        format!(
            "upkeep: {}; {} refused; maintain consumed {} rows",
            kinds.join(", "),
            self.refused.get(),
            self.consumed.get()
        )
    }
}

/// What two definition calls at once, or one beside a writer, may be refused with.
const ORDINARY: [&str; 3] = ["40001", "40P01", "55P03"];

/// One session that keeps the feed.
pub struct Upkeep<'a> {
    pub session: Session,
    pub rng: StdRng,
    pub shape: &'a Shape,
    pub done: &'a Done,
    /// The server went away.
    pub lost: bool,
}

impl Upkeep<'_> {
    /// One call that applies what is pending, or some of it.
    pub fn maintain(&mut self) {
        match self.rng.random_range(0..20) {
            0 => self.call("run_maintenance", "CALL feed.run_maintenance('home')"),
            1..4 => self.call("maintain", "SELECT feed.maintain('home')"),
            _ => {
                let most = self.rng.random_range(1..4);
                self.call(
                    "maintain, some batches",
                    &format!("SELECT feed.maintain('home', {most})"),
                );
            }
        }
    }

    /// One call of any other kind.
    pub fn turn(&mut self) {
        let viewer = literal(self.shape.person(&mut self.rng));
        let user = self.shape.app.user.name();
        match self.rng.random_range(0..100) {
            0..62 => self.call("warm", &format!("SELECT home.warm({viewer}::{user})")),
            62..76 => self.call("cool", &format!("SELECT home.cool({viewer}::{user})")),
            76..88 => self.configure(),
            88..91 => self.behind_gate(
                "alter",
                "SELECT feed.alter('home', '{\"build_indexes\": \"small\"}')",
                "COMMIT",
            ),
            91..95 => self.check(),
            95..98 => self.call("repair", "SELECT feed.repair('home')"),
            _ => self.call("run_repair", "CALL feed.run_repair('home')"),
        }
    }

    fn configure(&mut self) {
        let settings = random_settings(&mut self.rng);
        let call = format!("SELECT feed.configure('home', {})", literal(&settings));
        if self.rng.random_bool(0.2) {
            self.behind_gate("configure, rolled back", &call, "ROLLBACK");
        } else {
            self.behind_gate("configure", &call, "COMMIT");
        }
    }

    /// All that is kept must be exact at any moment, whatever is pending.
    fn check(&mut self) {
        // A TRUNCATE that commits behind a snapshot empties the table in it too.
        let gate = "BEGIN; LOCK TABLE gate IN ACCESS SHARE MODE";
        let checked = self
            .session
            .attempt(gate)
            .and_then(|_| self.session.attempt("SELECT * FROM feed.check('home')"));
        match checked {
            Ok(rows) => {
                assert!(rows.is_empty(), "feed.check amid the churn: {rows:?}");
                self.count("check");
            }
            Err(refusal) => self.refused("feed.check", &refusal),
        }
        // Where the server is gone, nothing is left to be ended.
        let _ = self.session.attempt("ROLLBACK");
    }

    fn call(&mut self, kind: &str, sql: &str) {
        match self.session.attempt(sql) {
            Ok(rows) => {
                self.count(kind);
                let number = rows
                    .first()
                    .and_then(|row| row.first()?.as_deref()?.parse().ok())
                    .unwrap_or(0);
                // What repair corrects amid the churn may be what is pending.
                if kind.starts_with("maintain") {
                    self.done.consumed.add(number);
                }
            }
            Err(refusal) => self.refused(sql, &refusal),
        }
    }

    /// A change of the definition, while nobody compares: a read uses the settings of now, however old its snapshot.
    pub fn behind_gate(&mut self, kind: &str, sql: &str, end: &str) {
        let all = ["BEGIN; LOCK TABLE gate IN ACCESS EXCLUSIVE MODE", sql, end];
        for statement in all {
            if let Err(refusal) = self.session.attempt(statement) {
                // Where the server is gone, nothing is left to be rolled back.
                let _ = self.session.attempt("ROLLBACK");
                self.refused(sql, &refusal);
                return;
            }
        }
        self.count(kind);
    }

    fn refused(&mut self, call: &str, refusal: &Refusal) {
        if refusal.is_loss() {
            self.lost = true;
            return;
        }
        assert!(
            ORDINARY.contains(&refusal.state.as_str()),
            "{call}: {refusal:#?}"
        );
        self.done.refused.add(1);
    }

    fn count(&self, kind: &str) {
        let place = KINDS
            .iter()
            .position(|name| *name == kind)
            .expect("a kind of upkeep");
        self.done.kinds[place].add(1);
    }
}

/// Settings under which floors, trims, seams and authors with too many followers are met by a dozen people.
pub fn random_settings(rng: &mut StdRng) -> String {
    let mut settings = serde_json::Map::new();
    for _ in 0..rng.random_range(1..3) {
        let mut word = |words: &[&str]| json!(words.choose(rng).expect("there are words"));
        let (name, value) = match word(&[
            "size", "size", "fanout", "fanout", "own", "group", "replies",
        ])
        .as_str()
        .unwrap_or_default()
        {
            "size" => ("window.size", json!(rng.random_range(10..41))),
            "fanout" => ("fanout.max_followers", json!(rng.random_range(1..7))),
            "own" => ("timeline.own", json!(rng.random_bool(0.6))),
            "group" => ("timeline.group_posts", word(&["members", "everyone"])),
            _ => ("timeline.replies", word(&["none", "followed", "all"])),
        };
        settings.insert(name.to_string(), value);
    }
    Value::Object(settings).to_string()
}

/// Gives an app the settings its feed has now.
pub fn read_settings(session: &mut Session, app: &mut App) {
    let mut settings = Settings::default();
    for row in session.rows("SELECT setting, value #>> '{}' FROM feed.settings('home')") {
        let value = row[1].as_deref().unwrap_or_default();
        let one_of = |words: &[&'static str]| *words.iter().find(|word| **word == value).unwrap();
        match row[0].as_deref().unwrap_or_default() {
            "timeline.replies" => settings.replies = one_of(&["none", "followed", "all"]),
            "timeline.group_posts" => settings.group_posts = one_of(&["members", "everyone"]),
            "timeline.own" => settings.own = value == "true",
            "groups.open" => settings.open = value == "true",
            _ => {}
        }
    }
    app.settings = settings;
}

/// Applies all that is pending and builds anew what is marked, together with a worker if there is one.
pub fn maintain_all(session: &mut Session) {
    const LEFT: &str = "SELECT (SELECT count(*) FROM home_data.pending)
        + (SELECT count(*) FROM home_data.viewer_window AS w
           WHERE w.generation <> feed.generation('home'))";
    let started = Instant::now();
    while session.number(LEFT) > 0 {
        session.run("SELECT feed.maintain('home')");
        assert!(started.elapsed() < LIMIT, "maintenance does not end");
    }
}

/// All that is kept is exact.
pub fn assert_checked(label: &str, session: &mut Session) {
    let rows = session.rows("SELECT * FROM feed.check('home')");
    assert!(
        rows.is_empty(),
        "{label}: feed.check gives {} rows, first {:?}",
        rows.len(),
        &rows[..rows.len().min(6)]
    );
}

/// Whether the viewer has a window that may be used, and how much is pending, in the snapshot of the session.
pub fn met(viewer: &str) -> String {
    format!(
        "SELECT EXISTS (
         SELECT
         FROM home_data.viewer_window AS w
         WHERE w.generation = feed.generation('home') AND w.viewer::text = {}), (SELECT count(*) FROM home_data.pending)",
        literal(viewer)
    )
}

/// All that is kept for one viewer and all that is pending, as lines, for the message of a failure.
pub fn kept(session: &mut Session, viewer: &str) -> String {
    let viewer = literal(viewer);
    let mut text = String::new();
    for (what, sql) in [
        (
            "settings",
            "SELECT setting, value FROM feed.settings('home')".to_string(),
        ),
        ("registry", "SELECT * FROM feed.registry".to_string()),
        (
            "window",
            format!("SELECT w FROM home_data.viewer_window AS w WHERE viewer::text = {viewer}"),
        ),
        (
            "pulled author",
            "SELECT p FROM home_data.pulled_author AS p".to_string(),
        ),
        (
            "pulled group",
            "SELECT p FROM home_data.pulled_group AS p".to_string(),
        ),
        (
            "pending",
            "SELECT p.xmin, p FROM home_data.pending AS p".to_string(),
        ),
        (
            "entry",
            format!(
                "SELECT e FROM home_data.entry AS e WHERE viewer::text = {viewer} ORDER BY created_at DESC, post_id DESC"
            ),
        ),
        (
            "packing",
            "SELECT p FROM home_data.packing AS p".to_string(),
        ),
        (
            "account",
            "SELECT a FROM home_data.account AS a".to_string(),
        ),
        (
            "followees",
            "SELECT f.xmin, f FROM home_data.followees AS f".to_string(),
        ),
        (
            "posts",
            "SELECT xmin, p FROM posts AS p ORDER BY created_at DESC, id DESC".to_string(),
        ),
        ("follows", "SELECT xmin, f FROM follows AS f".to_string()),
        (
            "memberships",
            "SELECT xmin, m FROM memberships AS m".to_string(),
        ),
        ("blocks", "SELECT xmin, b FROM blocks AS b".to_string()),
        ("mutes", "SELECT xmin, m FROM mutes AS m".to_string()),
        (
            "suspended",
            "SELECT u FROM users AS u WHERE is_suspended".to_string(),
        ),
    ] {
        match session.attempt(&sql) {
            Ok(rows) => {
                for row in rows {
                    let columns: Vec<String> =
                        row.into_iter().map(Option::unwrap_or_default).collect();
                    text += &format!("  {what}: {}\n", columns.join(" | "));
                }
            }
            Err(refusal) => {
                text += &format!("  {what}: {}\n", refusal.message);
                return text;
            }
        }
    }
    text
}
