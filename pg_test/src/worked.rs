//! Databases with a feed whose maintenance can be seen and steered by tests of the workers.
//!
//! DEPENDS ON THE STAND-IN for maintenance: tables `work`, `done`, `failure`, `reader` of a feed's storage schema, which
//! [`feed`] makes. A batch runs the statement of the first row of `work` and notes that in `done`; a failure is noted in
//! `failure`, and who read in `reader`.

use crate::own_server::OwnServer;
use crate::plain;
use crate::quote::literal;
use crate::session::Session;

/// Far longer than any test: nothing happens without being told.
pub const NEVER: &str = "-c pg_feed.naptime=1h";
/// Soon, without being told.
pub const OFTEN: &str = "-c pg_feed.naptime=20ms";

pub const WORKER: &str = "SELECT FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'";
pub const LAUNCHER: &str = "SELECT FROM pg_stat_activity WHERE backend_type = 'pg_feed launcher'";
pub const WORKER_HERE: &str = "SELECT EXISTS (SELECT FROM pg_stat_activity
    WHERE backend_type = 'pg_feed worker' AND datname = current_database())";

/// A database with the plain tables and a feed.
pub fn database(server: &OwnServer, name: &str) -> Session {
    let mut session = server.create_database(name);
    session.run("CREATE EXTENSION pg_feed");
    session.run(plain::TABLES);
    feed(&mut session, "home");
    session
}

pub fn feed(session: &mut Session, feed: &str) {
    session.run(&format!(
        "SELECT feed.create('{feed}', 'posts', 'follows');
         CREATE TABLE {feed}_data.work (n bigint, action text NOT NULL DEFAULT 'SELECT 1');
         CREATE TABLE {feed}_data.done (n bigint, pid integer, at timestamptz DEFAULT clock_timestamp());
         CREATE TABLE {feed}_data.failure (message text);
         CREATE TABLE {feed}_data.relief ();
         CREATE TABLE {feed}_data.reader (viewer text, times integer)"
    ));
}

/// Gives a feed work without telling anybody.
pub fn work(session: &mut Session, feed: &str, n: i64, action: &str) {
    session.run(&format!(
        "INSERT INTO {feed}_data.work VALUES ({n}, {})",
        literal(action)
    ));
}

/// Gives a feed work, and tells.
pub fn told_work(session: &mut Session, feed: &str, n: i64) {
    session.begin("");
    work(session, feed, n, "SELECT 1");
    session.run(&format!("SELECT feed.configure('{feed}', '{{}}')"));
    session.commit();
}

pub fn is_done(feed: &str, n: i64) -> String {
    format!("SELECT EXISTS (SELECT FROM {feed}_data.done WHERE n = {n})")
}

/// The worker of this database is in the middle of a statement that takes ten minutes; the next time it begins the
/// statement it is so again, unless [`relieve`] was called.
pub fn keep_busy(server: &OwnServer, session: &mut Session) {
    work(
        session,
        "home",
        600,
        "SELECT pg_sleep(600) WHERE NOT EXISTS (SELECT FROM home_data.relief)",
    );
    server.wait_until(
        session,
        "SELECT EXISTS (SELECT FROM pg_stat_activity
         WHERE backend_type = 'pg_feed worker' AND datname = current_database()
           AND state = 'active' AND wait_event = 'PgSleep')",
    );
}

pub fn relieve(session: &mut Session) {
    session.run("INSERT INTO home_data.relief DEFAULT VALUES");
}
