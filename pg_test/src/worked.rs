//! Databases with feeds on servers of a test's own, whose worker can be watched, kept busy and made to fail.

use crate::app::App;
use crate::fixture;
use crate::own_server::OwnServer;
use crate::plain;
use crate::session::Session;

/// Far longer than any test: nothing happens without being told.
pub const NEVER: &str = "-c pg_feed.naptime=1h";
/// Soon, without being told.
pub const OFTEN: &str = "-c pg_feed.naptime=20ms";

pub const WORKER: &str = "SELECT FROM pg_stat_activity WHERE backend_type = 'pg_feed worker'";
pub const LAUNCHER: &str = "SELECT FROM pg_stat_activity WHERE backend_type = 'pg_feed launcher'";
/// The worker of this database is there and has found its feeds.
pub const WORKER_HERE: &str = "SELECT EXISTS (
    SELECT FROM pg_stat_activity
    WHERE backend_type = 'pg_feed worker' AND datname = current_database()
      AND pid IN (SELECT worker_pid FROM feed.status))";

/// A condition that a post marked `slow` keeps the worker at for ten minutes, each time it looks, until there is relief.
/// Nobody else waits.
const WILLING: &str = "
CREATE TABLE relief ();
CREATE FUNCTION willing(body text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
BEGIN
  IF body = 'slow' AND current_setting('application_name') = 'pg_feed worker'
     AND NOT EXISTS (SELECT FROM public.relief) THEN
    PERFORM pg_sleep(600);
  END IF;
  RETURN true;
END $$";

/// The whole feed over the plain tables, with a condition that can be made slow.
pub fn app() -> App {
    let mut app = plain::app();
    app.posts.visible = Some("status = 'published' AND public.willing(body)".to_string());
    app
}

/// A database with that feed over the plain people, all of them warm.
pub fn database(server: &OwnServer, name: &str) -> Session {
    let mut session = server.create_database(name);
    session.run("CREATE EXTENSION pg_feed");
    fixture::declare(&mut session);
    session.run(WILLING);
    session.begin("");
    fixture::define(&mut session, &app());
    session.commit();
    session.run("SELECT home.warm(i) FROM generate_series(1, 9) AS i");
    session
}

/// One more feed, over tables of its own whose names begin with its name: 1 follows 2, and is warm. Posts are divided by
/// their column `d`.
pub fn small_feed(session: &mut Session, feed: &str) {
    session.run(&format!(
        "CREATE TABLE {feed}_posts (LIKE posts INCLUDING ALL);
         ALTER TABLE {feed}_posts ADD COLUMN d integer NOT NULL DEFAULT 1;
         CREATE TABLE {feed}_follows (LIKE follows INCLUDING ALL);
         INSERT INTO {feed}_follows VALUES (1, 2);
         CREATE FUNCTION {feed}_part(d integer) RETURNS integer IMMUTABLE LANGUAGE sql RETURN 1 / d;
         SELECT feed.create('{feed}', '{feed}_posts', '{feed}_follows',
                            post_visible => 'public.{feed}_part(d) IS NOT NULL');
         SELECT {feed}.warm(1)"
    ));
}

/// A post by 2, whom 1 follows.
pub fn post(session: &mut Session, id: i64) {
    session.run(&format!(
        "INSERT INTO posts (id, author_id) VALUES ({id}, 2)"
    ));
}

/// The same in a feed of [`small_feed`].
pub fn small_post(session: &mut Session, feed: &str, id: i64) {
    session.run(&format!(
        "INSERT INTO {feed}_posts (id, author_id) VALUES ({id}, 2)"
    ));
}

/// A post is in the window of 1.
pub fn is_applied(feed: &str, id: i64) -> String {
    format!("SELECT EXISTS (SELECT FROM {feed}_data.entry WHERE viewer = 1 AND post_id = {id})")
}

/// Nothing waits to be applied.
pub fn is_up_to_date(feed: &str) -> String {
    format!("SELECT NOT EXISTS (SELECT FROM {feed}_data.pending)")
}

/// The worker of this database is in the middle of a statement, until [`relieve`] was called and what it does is begun
/// anew. What keeps it busy is post 600.
pub fn keep_busy(server: &OwnServer, session: &mut Session) {
    session.run("INSERT INTO posts (id, author_id, body) VALUES (600, 2, 'slow')");
    server.wait_until(
        session,
        "SELECT EXISTS (SELECT FROM pg_stat_activity
         WHERE backend_type = 'pg_feed worker' AND datname = current_database()
           AND state = 'active' AND wait_event = 'PgSleep')",
    );
}

pub fn relieve(session: &mut Session) {
    session.run("INSERT INTO relief DEFAULT VALUES");
}

/// Reads equal their references, and what is kept equals the app's tables.
pub fn assert_whole(label: &str, session: &mut Session) {
    fixture::assert_exact(label, session, &app());
    let wrong = session.column("SELECT object || ' ' || detail FROM feed.check('home')");
    assert!(wrong.is_empty(), "{label}: {wrong:?}");
}

/// The number of the worker's process in this database.
pub fn worker_pid(session: &mut Session) -> String {
    session.text(
        "SELECT pid FROM pg_stat_activity
         WHERE backend_type = 'pg_feed worker' AND datname = current_database()",
    )
}
