//! The README's SQL, block after block, in one session of a fresh database, as a reader would type it.

use std::fmt::Write as _;

use pg_test::cluster::{Database, maintenance, program, run_program};
use pg_test::readme::{Block, blocks};

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

/// What blocks are marked with that need pgvector on the server.
const PGVECTOR: &str = "sql pgvector";

fn has_pgvector() -> bool {
    maintenance().truth("SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector')")
}

#[test]
fn every_sql_block_runs() {
    let (run, other): (Vec<Block>, Vec<Block>) = blocks()
        .into_iter()
        .filter(|block| block.words.to_lowercase().starts_with("sql"))
        .partition(|block| block.words == "sql" || (block.words == PGVECTOR && has_pgvector()));
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
