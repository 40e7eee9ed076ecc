//! The README's SQL, block after block, in one session of a fresh database, as a reader would type it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::path::Path;

use pg_test::cluster::{Database, maintenance, program, run_program};

/// A fenced block: the words behind the fence, its first line, its text.
struct Block {
    words: String,
    line: usize,
    text: String,
}

fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in readme.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(words)) => {
                open = Some(Block {
                    words: words.trim().to_string(),
                    line: number + 1,
                    text: String::new(),
                });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "the README ends inside a block");
    blocks
}

/// The roles that blocks create.
struct RolesOf(Vec<String>);

impl RolesOf {
    fn the(blocks: &[Block]) -> Self {
        let mut roles = Vec::new();
        for block in blocks {
            let words: Vec<&str> = block.text.split([' ', '\n', ';']).collect();
            for three in words.windows(3) {
                if three[..2] == ["CREATE", "ROLE"] {
                    roles.push(three[2].to_string());
                }
            }
        }
        Self(roles)
    }
}

impl Drop for RolesOf {
    fn drop(&mut self) {
        for role in &self.0 {
            // The README may have dropped it itself, or never have come so far.
            let _ = maintenance().attempt(&format!("DROP ROLE IF EXISTS {role}"));
        }
    }
}

#[test]
fn every_sql_block_runs() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("README.md beside the crates cannot be read: {error}"));
    let (run, other): (Vec<Block>, Vec<Block>) = blocks(&readme)
        .into_iter()
        .filter(|block| block.words.to_lowercase().starts_with("sql"))
        .partition(|block| block.words == "sql");
    for block in &other {
        println!(
            "NOT RUN: the block at line {} of README.md is marked `{}`",
            block.line, block.words
        );
    }
    assert!(!run.is_empty(), "README.md has no block to run");
    // Roles belong to the cluster: those of the README go when the database is gone.
    let _roles = RolesOf::the(&run);
    let database = Database::empty();
    let mut script = String::new();
    for block in &run {
        writeln!(
            script,
            "\\echo README.md, line {}\n{}",
            block.line, block.text
        )
        .unwrap();
        // A statement without its semicolon would run into the next block.
        assert!(
            block
                .text
                .lines()
                .map(|line| line.split("--").next().unwrap_or_default().trim())
                .rfind(|line| !line.is_empty())
                .is_some_and(|line| line.ends_with(';')),
            "the block at line {} of README.md does not end with a semicolon",
            block.line
        );
    }
    let file = std::env::temp_dir().join(format!("{}.sql", database.name()));
    std::fs::write(&file, script).unwrap();
    let printed = run_program(
        program("psql")
            .args(["--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--file"])
            .arg(&file)
            .args(["--dbname", &database.dsn()]),
    );
    println!("{printed}\n{} blocks of README.md ran", run.len());
    std::fs::remove_file(file).unwrap();
}
