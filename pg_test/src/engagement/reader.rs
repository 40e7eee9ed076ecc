//! Readers of the churn of engagement: in one snapshot after another they hold views and rankings against the reference.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rand::RngExt;
use rand::rngs::StdRng;

use crate::engagement::glance::{Glance, Snapshot, Tally};
use crate::engagement::ranking::{FORMULAS, Ranking};
use crate::engagement::{DAY, Engagement, HOUR, Scoring};
use crate::session::{Refusal, Session};
use crate::tempo::{Count, Tempo};
use crate::upkeep;
use crate::writer::{Writer, level};

/// What was read, all readers together.
#[derive(Debug, Default)]
pub struct Seen {
    pub looks: Count,
    pub rows: Count,
    /// Looks while something was pending.
    pub pending: Count,
    pub old_snapshots: Count,
    pub after_writing: Count,
    pub single_statements: Count,
}

/// One session that reads; it is a writer now and then.
pub struct Reader<'a> {
    pub writer: Writer<'a>,
    pub engagement: &'a Engagement,
    pub tempo: &'a Tempo,
    pub seen: &'a Seen,
    pub label: String,
}

/// Gives the engagement the settings that its feed has now; a signal without a weight is not there.
pub fn read_settings(session: &mut Session, engagement: &mut Engagement) {
    upkeep::read_settings(session, &mut engagement.app);
    let mut number = |setting: &str, value: &str| {
        session
            .value(&format!(
                "SELECT max({value}) FROM feed.settings('home') WHERE setting = '{setting}'"
            ))
            .map(|text| text.parse::<f64>().expect("a number"))
    };
    let plain = "(value #>> '{}')::float8";
    for signal in &mut engagement.signals {
        signal.weight = number(&format!("weight.{}", signal.name), plain);
        signal.removed = signal.weight.is_none();
    }
    let mut length = |setting: &str| {
        let seconds = number(setting, "extract(epoch FROM (value #>> '{}')::interval)");
        #[expect(clippy::cast_possible_truncation, reason = "lengths are whole seconds")]
        let seconds = seconds.expect("a length of time") as i64;
        seconds
    };
    engagement.scoring = Scoring {
        half_life: length("trending.half_life"),
        max_age: length("trending.max_age"),
        keep: Some(length("engagement.keep")),
        base: number("trending.base", plain).expect("a base"),
        offset_hours: number("gravity.offset_hours", plain).expect("an offset"),
        exponent: number("gravity.exponent", plain).expect("an exponent"),
    };
}

impl Reader<'_> {
    /// One transaction of looks.
    pub fn turn(&mut self) {
        match self.writer.rng.random_range(0..100) {
            0..40 => self.in_a_snapshot(0),
            40..55 => {
                let others = self.writer.rng.random_range(3..30);
                self.seen.old_snapshots.add(1);
                self.in_a_snapshot(others);
            }
            55..75 => self.by_single_statements(),
            _ => self.after_writing(),
        }
    }

    /// Opens a transaction that no change of the definition and no TRUNCATE can cut in two.
    fn begin(&mut self, modes: &str) -> Engagement {
        let session = &mut self.writer.session;
        loop {
            session.run(&format!("BEGIN ISOLATION LEVEL {modes}"));
            match session.attempt("LOCK TABLE gate IN ACCESS SHARE MODE") {
                Ok(_) => break,
                Err(refusal) => {
                    assert_eq!(refusal.state, "55P03", "{refusal:#?}");
                    session.run("ROLLBACK");
                }
            }
        }
        let mut engagement = self.engagement.clone();
        read_settings(session, &mut engagement);
        engagement
    }

    /// The snapshot is taken first; then others commit, and perhaps maintain, before the look.
    fn in_a_snapshot(&mut self, others: usize) {
        let modes =
            ["REPEATABLE READ", "REPEATABLE READ, READ ONLY"][self.writer.rng.random_range(0..2)];
        let engagement = self.begin(modes);
        if others > 0 {
            let start = self.tempo.transactions.get();
            self.tempo.granted.add(others);
            self.tempo.wait("a reader of an old snapshot", |tempo| {
                tempo.transactions.get() >= start + others
            });
        }
        self.look(&engagement, Snapshot::OfTransaction);
        self.writer.session.run("ROLLBACK");
    }

    /// At READ COMMITTED each statement has a snapshot of its own, in which it asks both sides.
    fn by_single_statements(&mut self) {
        let engagement = self.begin("READ COMMITTED");
        self.seen.single_statements.add(1);
        self.look(&engagement, Snapshot::OfStatement);
        self.writer.session.run("ROLLBACK");
    }

    fn after_writing(&mut self) {
        let level = level(&mut self.writer.rng);
        let engagement = self.begin(level);
        for _ in 0..self.writer.rng.random_range(1..4) {
            if let Err(refusal) = self.writer.change() {
                self.ordinary(&refusal);
                self.writer.session.run("ROLLBACK");
                return;
            }
        }
        self.seen.after_writing.add(1);
        match level {
            "READ COMMITTED" => self.look(&engagement, Snapshot::OfStatement),
            "REPEATABLE READ" => self.look(&engagement, Snapshot::OfTransaction),
            // A read may meet a serialization failure there, which is no difference.
            _ => {}
        }
        let end = ["COMMIT", "ROLLBACK"][self.writer.rng.random_range(0..2)];
        if let Err(refusal) = self.writer.session.attempt(end) {
            self.ordinary(&refusal);
        }
    }

    fn ordinary(&self, refusal: &Refusal) {
        self.writer
            .ordinary(refusal)
            .unwrap_or_else(|refusal| panic!("{}: {refusal:#?}", self.label));
    }

    fn ranking(&mut self, engagement: &Engagement) -> Ranking {
        let rng: &mut StdRng = &mut self.writer.rng;
        let within = [HOUR, 6 * HOUR, 3 * DAY, 7 * DAY][rng.random_range(0..4)];
        let viewer = rng
            .random_bool(0.5)
            .then(|| self.writer.shape.person(rng).to_string());
        let as_of = [
            None,
            None,
            None,
            Some("now() - interval '2 hours'"),
            Some("now() + interval '40 minutes'"),
        ][rng.random_range(0..5)];
        let within = within.min(engagement.scoring.keep.unwrap_or(within));
        Ranking {
            formula: FORMULAS[rng.random_range(0..3)],
            within,
            viewer,
            as_of: as_of.map(str::to_string),
        }
    }

    /// All views or none, and some rankings.
    fn look(&mut self, engagement: &Engagement, snapshot: Snapshot) {
        let rankings: Vec<Ranking> = (0..3).map(|_| self.ranking(engagement)).collect();
        let views = self.writer.rng.random_bool(0.6);
        let mut glance = Glance {
            session: &mut self.writer.session,
            engagement,
            snapshot,
            tally: Tally::default(),
            label: self.label.clone(),
        };
        let rng = &mut self.writer.rng;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            if views {
                glance.views();
            }
            for ranking in &rankings {
                glance.first_page(ranking, rng);
            }
        }));
        let tally = glance.tally;
        let session = &mut self.writer.session;
        if let Err(panic) = outcome {
            tell(session);
            resume_unwind(panic);
        }
        let pending =
            session.truth("SELECT coalesce(bool_or(pending > 0), false) FROM feed.status");
        self.seen.looks.add(1);
        self.seen.rows.add(tally.rows);
        self.seen.pending.add(usize::from(pending));
        self.tempo.comparisons.add(tally.views + tally.rankings);
    }
}

/// Everything needed to understand a difference, while the snapshot that showed it is still there.
fn tell(session: &mut Session) {
    println!("DIFFERENCE");
    for (what, sql) in [
        ("snapshot", "SELECT pg_current_snapshot(), now()"),
        (
            "settings",
            "SELECT setting, value FROM feed.settings('home')",
        ),
        ("status", "SELECT s FROM feed.status AS s"),
        ("post", "SELECT xmin, p FROM posts AS p ORDER BY id"),
        (
            "like",
            "SELECT xmin, l FROM likes AS l ORDER BY post_id, user_id",
        ),
        (
            "reaction",
            "SELECT xmin, r FROM reactions AS r ORDER BY post_id",
        ),
        (
            "bookmark",
            "SELECT xmin, b FROM bookmarks AS b ORDER BY post_id",
        ),
    ] {
        match session.attempt(sql) {
            Ok(rows) => {
                for row in rows {
                    let columns: Vec<String> =
                        row.into_iter().map(Option::unwrap_or_default).collect();
                    println!("  {what}: {}", columns.join(" | "));
                }
            }
            Err(refusal) => {
                println!("  {what}: {}", refusal.message);
                return;
            }
        }
    }
}
