//! A temporary folder for what other programs read and write.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Outcome;

/// Gone when it is dropped.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// A folder of this process for one purpose.
    pub fn new(purpose: &str) -> Outcome<Self> {
        let name = format!("pg_feed-bench-{}-{purpose}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path)?;
        Ok(Self { path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed does no harm.
        let _ = fs::remove_dir_all(&self.path);
    }
}
