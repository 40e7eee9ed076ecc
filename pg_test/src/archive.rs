//! Dumps of databases, and databases restored from them.

use std::path::PathBuf;

use crate::cluster::{Database, program, run_program};

/// A file or folder of one test, removed with the value.
pub struct Archive(pub PathBuf);

impl Archive {
    pub fn new(database: &Database, format: &str) -> Self {
        Self(std::env::temp_dir().join(format!("{}.{format}", database.name())))
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        // One of the two is right; a test that failed before the dump leaves nothing to remove.
        let _ = std::fs::remove_file(&self.0);
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A new database made from a dump of another, in one of pg_dump's formats.
pub fn restored_from(from: &Database, format: &str) -> Database {
    let archive = Archive::new(from, format);
    let mut dump = program("pg_dump");
    dump.args(["--format", format, "--file"]).arg(&archive.0);
    run_program(dump.args(["--dbname", &from.dsn()]));
    let to = Database::empty();
    let mut restore = match format {
        "plain" => {
            let mut psql = program("psql");
            psql.args([
                "--no-psqlrc",
                "--quiet",
                "--set",
                "ON_ERROR_STOP=1",
                "--file",
            ]);
            psql
        }
        _ => {
            let mut pg_restore = program("pg_restore");
            pg_restore.arg("--exit-on-error");
            if format == "directory" {
                pg_restore.args(["--jobs", "3"]);
            }
            pg_restore
        }
    };
    if format == "plain" {
        restore.arg(&archive.0);
    }
    restore.args(["--dbname", &to.dsn()]);
    if format != "plain" {
        restore.arg(&archive.0);
    }
    run_program(&mut restore);
    to
}
