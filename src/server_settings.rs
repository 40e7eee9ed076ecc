//! The settings of the server, in postgresql.conf; those of a feed are in `settings`.

use std::time::Duration;

use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting};

use crate::pg::background::reserve_prefix;

/// On: who preloads the library wants its worker.
static WORKER: GucSetting<bool> = GucSetting::<bool>::new(true);

/// A second: what no commit reports, such as COMMIT PREPARED, waits no longer, and an idle server hardly notices.
static NAPTIME: GucSetting<i32> = GucSetting::<i32>::new(1_000);

/// Below this the worker would do nothing but look.
const SHORTEST_NAP: i32 = 10;
/// An hour: longer, and nobody would remember why nothing happens.
const LONGEST_NAP: i32 = 3_600_000;

/// Makes the settings known to the server; without preloading they mean nothing, but may stand in its configuration.
pub fn define() {
    GucRegistry::define_bool_guc(
        c"pg_feed.worker",
        c"Runs background workers that maintain the feeds.",
        c"Needs pg_feed in shared_preload_libraries. When off, call feed.maintain or feed.run_maintenance.",
        &WORKER,
        GucContext::Sighup,
        GucFlags::default(),
    );
    GucRegistry::define_int_guc(
        c"pg_feed.naptime",
        c"How long a worker that nobody wakes waits before it looks for work.",
        c"Commits that leave work wake it at once.",
        &NAPTIME,
        SHORTEST_NAP,
        LONGEST_NAP,
        GucContext::Sighup,
        GucFlags::UNIT_MS,
    );
    reserve_prefix(c"pg_feed");
}

/// Whether workers shall run.
pub fn worker() -> bool {
    WORKER.get()
}

/// How long a worker waits that nobody wakes.
pub fn naptime() -> Duration {
    Duration::from_millis(NAPTIME.get().unsigned_abs().into())
}
