//! Scripts of changes and upkeep, run by one session; one after which a timeline differs is made as short as it can be, so that
//! it can be read.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::change;
use crate::oracle;
use crate::quote::literal;
use crate::read::Read;
use crate::session::Session;
use crate::shape::Shape;
use crate::upkeep;

/// More rows than a timeline of a script has.
const PAGE: usize = 500;

/// Statements between two comparisons.
const STRIDE: usize = 5;

/// Random statements; the first ones make a network and windows on it.
pub fn random(rng: &mut StdRng, shape: &Shape, length: usize) -> Vec<String> {
    let posts_alone = rng.random_bool(0.5);
    let mut script = vec![format!(
        "SELECT feed.configure('home', '{{\"window.size\": {}, \"fanout.max_followers\": {}}}')",
        rng.random_range(2..12),
        rng.random_range(1..8)
    )];
    while script.len() < length {
        let early = script.len() < length / 3;
        script.push(if early || rng.random_bool(0.55) {
            changes(rng, shape, posts_alone && !early)
        } else {
            keep(rng, shape)
        });
    }
    script
}

/// One change, or some in a transaction of which a part may be undone.
fn changes(rng: &mut StdRng, shape: &Shape, posts_alone: bool) -> String {
    let mut one = || change::random(rng, shape, posts_alone).1;
    let (first, second, third) = (one(), one(), one());
    match rng.random_range(0..10) {
        0 => format!("BEGIN; {first}; SAVEPOINT s; {second}; ROLLBACK TO s; {third}; COMMIT"),
        1 => format!("BEGIN; {first}; SAVEPOINT s; {second}; RELEASE s; {third}; COMMIT"),
        2 => format!("BEGIN ISOLATION LEVEL SERIALIZABLE; {first}; {second}; ROLLBACK"),
        _ => first,
    }
}

fn keep(rng: &mut StdRng, shape: &Shape) -> String {
    let viewer = literal(shape.person(rng));
    let user = shape.app.user.name();
    match rng.random_range(0..20) {
        0..6 => format!("SELECT feed.maintain('home', {})", rng.random_range(1..3)),
        6..9 => "SELECT feed.maintain('home')".to_string(),
        9..15 => format!("SELECT home.warm({viewer}::{user})"),
        15 => format!("SELECT home.cool({viewer}::{user})"),
        16..18 => format!(
            "SELECT feed.configure('home', {})",
            literal(&upkeep::random_settings(rng))
        ),
        18 => "CALL feed.run_maintenance('home')".to_string(),
        _ => {
            let tables = ["posts CASCADE", "follows", "memberships", "blocks", "mutes"];
            format!("TRUNCATE {}", tables.choose(rng).expect("five tables"))
        }
    }
}

/// One session, and the tables and the feed that every script finds empty.
pub struct Stage<'a> {
    pub session: Session,
    pub shape: &'a Shape,
}

impl Stage<'_> {
    fn reset(&mut self) {
        let session = &mut self.session;
        if session.truth("SELECT EXISTS (SELECT FROM feed.registry)") {
            session.run("SELECT feed.drop('home')");
        }
        session.run("TRUNCATE users, posts, follows, memberships, blocks, mutes CASCADE");
        for person in &self.shape.people {
            session.run(&format!("INSERT INTO users VALUES ({})", literal(person)));
        }
        crate::fixture::define(session, &self.shape.app);
    }

    /// A statement that an app may be refused is a statement without effect.
    fn step(&mut self, statement: &str) {
        if let Err(refusal) = self.session.attempt(statement) {
            assert!(refusal.state.starts_with("23"), "{statement}: {refusal:#?}");
            self.session.run("ROLLBACK");
        }
    }

    /// The first difference of any viewer, or the first thing that `feed.check` finds.
    fn wrong(&mut self) -> Option<String> {
        let mut app = self.shape.app.clone();
        upkeep::read_settings(&mut self.session, &mut app);
        for person in &self.shape.people {
            let read = Read::Timeline {
                viewer: person.clone(),
                only: None,
            };
            let rows = self.session.rows(&oracle::differences(&app, &read, PAGE));
            if !rows.is_empty() {
                let kept = upkeep::kept(&mut self.session, person);
                return Some(format!("viewer {person}: {rows:?}\n{kept}"));
            }
        }
        let found = self.session.rows("SELECT * FROM feed.check('home')");
        found.first().map(|row| format!("feed.check: {row:?}"))
    }

    /// What is wrong after the script, from the beginning.
    fn outcome(&mut self, script: &[String]) -> Option<String> {
        self.reset();
        for statement in script {
            self.step(statement);
        }
        self.wrong()
    }

    /// Runs a script; the message names a script as short as can be found that ends in a difference, too.
    pub fn check(&mut self, label: &str, script: &[String]) {
        self.reset();
        for (number, statement) in script.iter().enumerate() {
            self.step(statement);
            if number % STRIDE != 0 && number + 1 < script.len() {
                continue;
            }
            if let Some(wrong) = self.wrong() {
                let short = self.shortened(&script[..=number]);
                let after = self.outcome(&short);
                panic!(
                    "{label}\n{wrong}\nafter {number} statements; in short:\n{};\ngives {}",
                    short.join(";\n"),
                    after.unwrap_or_else(|| "a difference at times only".to_string())
                );
            }
        }
    }

    /// Leaves out whatever can be left out, in ever smaller parts.
    fn shortened(&mut self, script: &[String]) -> Vec<String> {
        let mut short = script.to_vec();
        let mut part = short.len() / 2;
        while part > 0 {
            let mut from = 0;
            while from < short.len() {
                let mut fewer = short.clone();
                fewer.drain(from..(from + part).min(short.len()));
                if self.outcome(&fewer).is_some() {
                    short = fewer;
                } else {
                    from += part;
                }
            }
            part /= 2;
        }
        short
    }
}
