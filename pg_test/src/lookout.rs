//! Readers of the churn: in one snapshot after another they hold timelines against the reference, and on a difference they
//! tell all that is kept for the viewer.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::app::App;
use crate::oracle;
use crate::read::Read;
use crate::rounds::ONLY;
use crate::session::Row;
use crate::suggest::{self, Suggestions};
use crate::tempo::{Count, Tempo};
use crate::upkeep;
use crate::walk::{Paths, Tally, Walk};
use crate::writer::{Writer, level};

/// Rows that a difference tells of; the reference's rows and the read's are both among them.
const TOLD: usize = 1_000;

/// Page sizes; the small ones are not walked to the end.
const SMALL: [usize; 4] = [1, 2, 3, 5];
const LARGE: [usize; 5] = [10, 17, 20, 33, 50];

/// What was read, all readers together.
#[derive(Debug, Default)]
pub struct Seen {
    pub reads: Count,
    pub rows: Count,
    pub warm: Count,
    /// Reads of a viewer with a window while something was pending.
    pub warm_and_pending: Count,
    pub snapshots: Count,
    pub old_snapshots: Count,
    pub after_writing: Count,
    pub single_statements: Count,
    pub suggestions: Count,
    /// Suggestions while everybody's followees were packed, and something pending.
    pub packed_and_pending: Count,
}

fn met(read: &Read) -> String {
    upkeep::met(read.viewer().unwrap_or_default())
}

/// One session that reads; it is a writer now and then, and then rolls back.
pub struct Lookout<'a> {
    pub writer: Writer<'a>,
    pub tempo: &'a Tempo,
    pub seen: &'a Seen,
    pub label: String,
}

impl Lookout<'_> {
    /// One transaction of reads.
    pub fn turn(&mut self) {
        match self.writer.rng.random_range(0..100) {
            0..40 => self.in_one_snapshot(),
            40..55 => self.in_an_old_snapshot(),
            55..75 => self.by_single_statements(),
            _ => self.after_writing(),
        }
    }

    /// Opens a transaction that no change of settings and no TRUNCATE can cut in two. LOCK takes no snapshot, so that the
    /// snapshot is no older than the lock.
    fn begin(&mut self, modes: &str) -> App {
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
        let mut app = self.writer.shape.app.clone();
        upkeep::read_settings(session, &mut app);
        app
    }

    fn end(&mut self) {
        self.writer.session.run("ROLLBACK");
    }

    fn in_one_snapshot(&mut self) {
        let modes =
            ["REPEATABLE READ", "REPEATABLE READ, READ ONLY"][self.writer.rng.random_range(0..2)];
        let app = self.begin(modes);
        self.seen.snapshots.add(1);
        self.walk(&app);
        self.end();
    }

    /// The snapshot is taken first; then others commit, and perhaps maintain, before the reads.
    fn in_an_old_snapshot(&mut self) {
        let app = self.begin("REPEATABLE READ");
        let others = self.writer.rng.random_range(3..30);
        let start = self.tempo.transactions.get();
        self.tempo.granted.add(others);
        self.tempo.wait("a reader of an old snapshot", |tempo| {
            tempo.transactions.get() >= start + others
        });
        self.seen.old_snapshots.add(1);
        self.walk(&app);
        self.end();
    }

    /// At READ COMMITTED each statement has a snapshot of its own, in which it asks both.
    fn by_single_statements(&mut self) {
        let modes = [
            "READ COMMITTED",
            "READ COMMITTED",
            "SERIALIZABLE, READ ONLY",
        ];
        let modes = modes[self.writer.rng.random_range(0..3)];
        let app = self.begin(modes);
        for _ in 0..4 {
            let read = self.read();
            if !self.compare(&app, &read) {
                break;
            }
            self.seen.single_statements.add(1);
        }
        self.end();
    }

    fn after_writing(&mut self) {
        let level = level(&mut self.writer.rng);
        let app = self.begin(level);
        for _ in 0..self.writer.rng.random_range(1..4) {
            if let Err(refusal) = self.writer.change() {
                self.writer
                    .ordinary(&refusal)
                    .unwrap_or_else(|refusal| panic!("{}: {refusal:#?}", self.label));
                self.end();
                return;
            }
        }
        self.seen.after_writing.add(1);
        if level == "REPEATABLE READ" {
            self.walk(&app);
        } else {
            let read = self.read();
            if !self.compare(&app, &read) {
                self.end();
                return;
            }
        }
        // A commit may meet a serialization failure or a reference to what is gone.
        let end = ["COMMIT", "ROLLBACK"][self.writer.rng.random_range(0..2)];
        if let Err(refusal) = self.writer.session.attempt(end) {
            self.writer
                .ordinary(&refusal)
                .unwrap_or_else(|refusal| panic!("{}: {refusal:#?}", self.label));
        }
    }

    fn read(&mut self) -> Read {
        let rng: &mut StdRng = &mut self.writer.rng;
        Read::Timeline {
            viewer: self.writer.shape.person(rng).to_string(),
            only: rng
                .random_bool(0.3)
                .then(|| ONLY.choose(rng).expect("eight subsets").to_vec()),
        }
    }

    /// Counts a read and what it met.
    fn count(&self, tally: Tally, met: &Row) {
        let (warm, pending) = (
            met[0].as_deref() == Some("t"),
            met[1].as_deref() != Some("0"),
        );
        self.seen.reads.add(1);
        self.seen.rows.add(tally.rows);
        self.seen.warm.add(usize::from(warm));
        self.seen.warm_and_pending.add(usize::from(warm && pending));
        self.tempo.comparisons.add(tally.pages);
    }

    /// Some viewers, page by page, in the one snapshot of the transaction.
    fn walk(&mut self, app: &App) {
        self.walk_timelines(app);
        if self.writer.rng.random_bool(0.5) {
            self.suggest(app);
        }
    }

    /// Whom to follow, for one viewer.
    fn suggest(&mut self, app: &App) {
        let viewer = self.writer.shape.person(&mut self.writer.rng).to_string();
        let session = &mut self.writer.session;
        let mut tally = suggest::Tally::default();
        let suggestions = Suggestions::of(app.clone());
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            suggestions.compare(&self.label, session, &viewer, None, &mut tally);
        }));
        if let Err(panic) = outcome {
            println!("{}", upkeep::kept(session, &viewer));
            resume_unwind(panic);
        }
        self.seen.suggestions.add(tally.pages);
        let pending = session.number("SELECT count(*) FROM home_data.pending WHERE kind = 'f'");
        if pending > 0 && suggest::are_packed(session, &app.feed) {
            self.seen.packed_and_pending.add(tally.pages);
        }
    }

    fn walk_timelines(&mut self, app: &App) {
        for _ in 0..self.writer.rng.random_range(1..4) {
            let read = self.read();
            let rng = &mut self.writer.rng;
            let paths = Paths {
                walks: vec![
                    (*SMALL.choose(rng).expect("four sizes"), 8),
                    (*LARGE.choose(rng).expect("five sizes"), usize::MAX),
                ],
                jumps: 2,
            };
            let mut walk = Walk {
                session: &mut self.writer.session,
                app,
                rng,
                tally: Tally::default(),
                label: self.label.clone(),
            };
            let outcome = catch_unwind(AssertUnwindSafe(|| walk.check(&read, &paths)));
            let tally = walk.tally;
            match outcome {
                Ok(()) => {
                    let met = self.writer.session.rows(&met(&read)).remove(0);
                    self.count(tally, &met);
                }
                Err(panic) => {
                    self.tell(app, &read);
                    resume_unwind(panic);
                }
            }
        }
    }

    /// One page in one statement; false if the statement met a serialization failure.
    fn compare(&mut self, app: &App, read: &Read) -> bool {
        let size = self.writer.rng.random_range(1..=50);
        let session = &mut self.writer.session;
        let asked = session.attempt(&met(read)).and_then(|mut met| {
            let rows = session.attempt(&oracle::differences(app, read, size))?;
            Ok((met.remove(0), rows))
        });
        let (met, rows) = match asked {
            Ok(asked) => asked,
            Err(refusal) if refusal.state == "40001" => return false,
            Err(refusal) => panic!("{}: {refusal:#?}", self.label),
        };
        if !rows.is_empty() {
            self.tell(app, read);
            panic!(
                "{}\n{}\npage of {size} in one statement: {rows:#?}",
                self.label,
                oracle::describe(app, read)
            );
        }
        let tally = Tally {
            reads: 1,
            pages: 1,
            rows: 0,
        };
        self.count(tally, &met);
        true
    }

    /// Everything needed to understand a difference, while the snapshot that showed it is still there.
    fn tell(&mut self, app: &App, read: &Read) {
        let viewer = read.viewer().unwrap_or_default().to_string();
        println!(
            "DIFFERENCE\n{}\n{}",
            self.label,
            oracle::describe(app, read)
        );
        let session = &mut self.writer.session;
        for row in session
            .attempt(&oracle::differences(app, read, TOLD))
            .unwrap_or_default()
        {
            println!("  difference: {row:?}");
        }
        println!(
            "  snapshot: {:?}",
            session.attempt("SELECT pg_current_snapshot(), now()")
        );
        println!("{}", upkeep::kept(session, &viewer));
    }
}
