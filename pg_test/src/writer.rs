//! Writers of the churn: random changes in random transactions, with savepoints, rollbacks and prepared transactions, at every
//! isolation level.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::change::{self, KINDS};
use crate::engagement::reactions;
use crate::quote::literal;
use crate::session::{Refusal, Session};
use crate::shape::Shape;
use crate::tempo::Count;

/// What an app meets when others write the same rows: it tries again, or does something else. Serialization and deadlock,
/// keys taken, referenced rows gone, a lock not had in time.
const ORDINARY: [&str; 5] = ["40001", "40P01", "23505", "23503", "55P03"];

/// How often tables are emptied, of a thousand transactions.
const TRUNCATIONS: u32 = 4;

/// After so many commits relations begin to change, or cease to.
const SPELL: usize = 60;

/// What is emptied; follows and memberships come back fast.
const EMPTIED: [&str; 6] = [
    "posts CASCADE",
    "follows",
    "memberships",
    "blocks",
    "mutes",
    "follows, mutes, blocks",
];

/// Where people react to posts, so many changes are reactions.
const REACTIONS: f64 = 0.6;

/// What was done, all writers together.
#[derive(Debug, Default)]
pub struct Done {
    pub kinds: [Count; KINDS.len()],
    pub reactions: Count,
    pub ordinary: [Count; ORDINARY.len()],
    pub committed: Count,
    pub rolled_back: Count,
    pub prepared: Count,
    pub truncated: Count,
}

impl Done {
    /// Whether this is a time in which only posts change: two of three are.
    fn posts_alone(&self) -> bool {
        !(self.committed.get() / SPELL).is_multiple_of(3)
    }

    /// One line for each kind of thing that was done.
    pub fn told(&self) -> String {
        let kinds = KINDS.iter().map(|(kind, _)| *kind).zip(&self.kinds);
        let refused = ORDINARY.into_iter().zip(&self.ordinary);
        let list = |pairs: Vec<(&str, &Count)>| {
            pairs
                .into_iter()
                .map(|(name, count)| format!("{name} {}", count.get()))
                .collect::<Vec<_>>()
                .join(", ")
        };
        format!(
            "transactions: {} committed, {} rolled back, {} prepared, {} with TRUNCATE\nchanges: {}, reactions {}\nrefused: {}",
            self.committed.get(),
            self.rolled_back.get(),
            self.prepared.get(),
            self.truncated.get(),
            list(kinds.collect()),
            self.reactions.get(),
            list(refused.collect()),
        )
    }
}

/// A random level, the usual one most often.
pub fn level(rng: &mut StdRng) -> &'static str {
    [
        "READ COMMITTED",
        "READ COMMITTED",
        "REPEATABLE READ",
        "SERIALIZABLE",
    ]
    .choose(rng)
    .expect("four levels")
}

/// One session that writes.
pub struct Writer<'a> {
    pub session: Session,
    pub rng: StdRng,
    pub shape: &'a Shape,
    pub done: &'a Done,
    /// Where this writer's prepared transactions get their names from.
    pub name: String,
    /// A prepared transaction to be ended by a later call.
    pub waiting: Option<String>,
}

/// What a session of the churn has set: nobody waits long for a lock, since a prepared transaction may hold it.
pub fn prepare(session: &mut Session, rng: &mut StdRng) {
    let zone = ["UTC", "Asia/Kathmandu", "America/Los_Angeles"]
        .choose(rng)
        .expect("three zones");
    session.run(&format!(
        "SET TimeZone = {}; SET lock_timeout = '200ms'; SET deadlock_timeout = '20ms'; SET jit = off",
        literal(zone)
    ));
}

impl Writer<'_> {
    /// One transaction, or the end of one that was prepared.
    pub fn turn(&mut self) -> Result<(), Refusal> {
        if self.waiting.is_some() && self.rng.random_bool(0.4) {
            return self.end_prepared();
        }
        let result = if self.rng.random_range(0..1_000) < TRUNCATIONS {
            self.truncate()
        } else if self.rng.random_bool(0.4) {
            self.change()
        } else {
            self.block()
        };
        match result {
            Ok(()) => Ok(()),
            Err(refusal) => {
                self.ordinary(&refusal)?;
                self.session.attempt("ROLLBACK")?;
                self.done.rolled_back.add(1);
                Ok(())
            }
        }
    }

    /// A refusal that an app expects is counted; any other is handed on.
    pub fn ordinary(&self, refusal: &Refusal) -> Result<(), Refusal> {
        let place = ORDINARY
            .iter()
            .position(|state| *state == refusal.state)
            .ok_or_else(|| refusal.clone())?;
        self.done.ordinary[place].add(1);
        Ok(())
    }

    /// One random change.
    pub fn change(&mut self) -> Result<(), Refusal> {
        if self.shape.reactions && self.rng.random_bool(REACTIONS) {
            let reaction = reactions::random(&mut self.rng, self.shape);
            self.session.attempt(&reaction)?;
            self.done.reactions.add(1);
            return Ok(());
        }
        let (kind, change) = change::random(&mut self.rng, self.shape, self.done.posts_alone());
        self.session.attempt(&change)?;
        self.done.kinds[kind].add(1);
        Ok(())
    }

    fn block(&mut self) -> Result<(), Refusal> {
        let level = level(&mut self.rng);
        self.session
            .attempt(&format!("BEGIN ISOLATION LEVEL {level}"))?;
        for _ in 0..self.rng.random_range(1..5) {
            match self.rng.random_range(0..4) {
                0 => self.subtransaction(2)?,
                _ => self.change()?,
            }
        }
        match self.rng.random_range(0..100) {
            0..78 => self.commit(),
            78..92 => {
                self.session.attempt("ROLLBACK")?;
                self.done.rolled_back.add(1);
                Ok(())
            }
            _ => self.prepare(),
        }
    }

    fn commit(&mut self) -> Result<(), Refusal> {
        self.session.attempt("COMMIT")?;
        self.done.committed.add(1);
        Ok(())
    }

    /// Changes after a savepoint; a refusal there ends only what came after it.
    fn subtransaction(&mut self, depth: u32) -> Result<(), Refusal> {
        self.session.attempt(&format!("SAVEPOINT s{depth}"))?;
        let mut result = Ok(());
        for _ in 0..self.rng.random_range(1..4) {
            result = if depth > 1 && self.rng.random_bool(0.3) {
                self.subtransaction(depth - 1)
            } else {
                self.change()
            };
            if result.is_err() {
                break;
            }
        }
        let back = match result {
            Ok(()) => self.rng.random_bool(0.5),
            Err(refusal) => {
                self.ordinary(&refusal)?;
                true
            }
        };
        if back {
            self.session.attempt(&format!("ROLLBACK TO s{depth}"))?;
        } else if self.rng.random_bool(0.5) {
            self.session.attempt(&format!("RELEASE s{depth}"))?;
        }
        Ok(())
    }

    fn prepare(&mut self) -> Result<(), Refusal> {
        if self.waiting.is_some() {
            return self.commit();
        }
        let name = literal(&format!("{}_{}", self.name, self.done.prepared.get()));
        self.session
            .attempt(&format!("PREPARE TRANSACTION {name}"))?;
        self.done.prepared.add(1);
        self.waiting = Some(name);
        Ok(())
    }

    /// Ends the transaction that this writer has prepared, if there is one.
    pub fn end_prepared(&mut self) -> Result<(), Refusal> {
        if let Some(name) = self.waiting.take() {
            let (end, count) = if self.rng.random_bool(0.7) {
                ("COMMIT", &self.done.committed)
            } else {
                ("ROLLBACK", &self.done.rolled_back)
            };
            self.session.attempt(&format!("{end} PREPARED {name}"))?;
            count.add(1);
        }
        Ok(())
    }

    /// TRUNCATE is not MVCC-safe: no snapshot that is compared may be older, and the gate sees to that.
    fn truncate(&mut self) -> Result<(), Refusal> {
        let all: &[&str] = if self.shape.reactions {
            &reactions::EMPTIED
        } else {
            &EMPTIED
        };
        let tables = all.choose(&mut self.rng).expect("some lists");
        self.session
            .attempt("BEGIN; LOCK TABLE gate IN ACCESS EXCLUSIVE MODE")?;
        self.session.attempt(&format!("TRUNCATE {tables}"))?;
        self.change()?;
        self.done.truncated.add(1);
        self.commit()
    }
}
