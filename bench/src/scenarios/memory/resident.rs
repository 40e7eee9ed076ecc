//! The private memory of a server process, as the kernel tells it to anybody on the same machine.

use std::fs;

use postgres::Client;

use crate::failure::Outcome;

const NEAR: &str = include_str!("../../../sql/memory/near.sql");

/// Why no process of the server can be looked at; None where it can.
pub fn hidden(client: &mut Client) -> Outcome<Option<&'static str>> {
    let row = client.query_one(NEAR, &[])?;
    let process: i32 = row.get("process");
    if !row.get::<_, bool>("near") {
        return Ok(Some(
            "the server is not reached by a unix socket, so that its processes may be elsewhere",
        ));
    }
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    if name.trim() != "postgres" {
        return Ok(Some("the server's processes are not to be seen from here"));
    }
    Ok(match private(process) {
        Some(_) => None,
        None => Some("this system does not tell the private memory of a process"),
    })
}

/// Bytes that the process has to itself: neither shared buffers nor what is read from files. None once it has gone.
pub fn private(process: i32) -> Option<f64> {
    anonymous(&fs::read_to_string(format!("/proc/{process}/status")).ok()?)
}

/// The line `RssAnon:    1234 kB`, in bytes.
fn anonymous(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_counts_in_kilobytes() {
        let status =
            "Name:\tpostgres\nVmRSS:\t   20000 kB\nRssAnon:\t    3412 kB\nRssFile:\t 9000 kB\n";
        assert_eq!(anonymous(status), Some(3_412.0 * 1024.0));
        assert_eq!(anonymous("Name:\tpostgres\n"), None);
    }
}
