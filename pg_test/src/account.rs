//! The account that runs the cluster under test, and how the tests start programs under it.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use crate::session::Session;

/// Who runs the cluster.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    user: u32,
    group: u32,
}

impl Account {
    /// The owner of the cluster's data, as far as it can be seen from here.
    pub fn of_cluster(session: &mut Session) -> Option<Self> {
        let data = session.text("SHOW data_directory");
        let owner = std::fs::metadata(data).ok()?;
        Some(Self {
            user: owner.uid(),
            group: owner.gid(),
        })
    }

    /// Lets root become that account; who runs the tests without being root is that account already. As
    /// `as_server` in `scripts/places.bash` does, it keeps the server's errors free of backtraces.
    pub fn run(self, command: &mut Command) -> &mut Command {
        command
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LIB_BACKTRACE");
        if std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0) {
            command.uid(self.user).gid(self.group);
        }
        command
    }
}
