//! Engagement on other servers: a hot standby shows what its primary does, also after promotion; a dump and a restore, and a copy
//! of the database, carry signals, counts and what is pending over, and the views others have built upon them.

use std::path::PathBuf;

use pg_test::cluster::{Database, program, run_program};
use pg_test::engagement::plain::{self, assert_shown, assert_throughout};
use pg_test::engagement::settle;
use pg_test::session::Session;
use pg_test::standby::Standby;

/// Leaves counted events, pending ones, a removed signal, another weight, and a view upon the views.
fn leave(database: &Database) -> (Session, pg_test::engagement::Engagement) {
    let (mut session, mut engagement) = plain::scene(database);
    settle::apply(&mut session, &engagement);
    session.run(&engagement.signals[3].remove("home"));
    engagement.signals[3].removed = true;
    engagement.signals[0].weight = Some(1.5);
    session.run(&engagement.configure());
    settle::apply(&mut session, &engagement);
    session.run(
        "CREATE VIEW dashboard AS SELECT post_id, likes, wow, value FROM home.trending LIMIT 20",
    );
    write(&mut session);
    (session, engagement)
}

fn write(session: &mut Session) {
    session.run(
        "INSERT INTO likes (post_id, user_id) SELECT 400 + i % 9, 5000 + (random() * 1e9)::int FROM generate_series(1, 30) AS i;
         DELETE FROM likes WHERE post_id = (SELECT max(post_id) FROM likes WHERE post_id < 399);
         UPDATE comments SET hidden = NOT hidden WHERE id % 7 = 0;
         UPDATE posts SET created_at = created_at - interval '1 hour' WHERE id % 9 = 0 AND isfinite(created_at)",
    );
}

#[test]
fn a_standby_shows_what_its_primary_does() {
    let database = Database::new();
    let (mut primary, engagement) = leave(&database);
    let Some(standby) = Standby::new() else {
        return;
    };
    let mut session = standby.connect(database.name());
    assert!(session.truth("SELECT pg_is_in_recovery()"));
    session.run("SET jit = off");
    assert_shown("on the standby, pending", &mut session, &engagement);
    let cursor =
        primary.text("SELECT cursor FROM home.trending_posts(page_size => 9) WHERE rank = 9");
    let next = format!(
        "SELECT post_id, score FROM home.trending_posts(page_size => 9, after => '{cursor}')"
    );
    assert_eq!(
        primary.rows(&next),
        session.rows(&next),
        "a cursor of the primary"
    );
    session.refused("25006", "SELECT feed.remove_signal('home', 'likes')");
    write(&mut primary);
    settle::apply(&mut primary, &engagement);
    let mut fresh = standby.connect(database.name());
    assert_shown("new session, applied", &mut fresh, &engagement);
    assert_shown("old session, applied", &mut session, &engagement);
    write(&mut primary);
    let mut session = standby.connect(database.name());
    session.run("SELECT pg_promote()");
    assert_throughout("promoted", &mut session, &engagement);
    write(&mut session);
    assert_throughout("promoted and written", &mut session, &engagement);
}

/// A file of one test, removed with the value.
struct Archive(PathBuf);

impl Drop for Archive {
    fn drop(&mut self) {
        // A test that failed before the dump leaves nothing to remove.
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn a_dump_carries_engagement_over() {
    let database = Database::new();
    let (mut session, engagement) = leave(&database);
    let dashboard = "SELECT post_id, likes, wow FROM dashboard";
    let shown = session.rows(dashboard);
    let archive = Archive(std::env::temp_dir().join(format!("{}.engagement", database.name())));
    let mut dump = program("pg_dump");
    dump.args(["--format", "custom", "--file"]).arg(&archive.0);
    run_program(dump.args(["--dbname", &database.dsn()]));
    let to = Database::empty();
    let restore = |sections: &[&str]| {
        let mut restore = program("pg_restore");
        restore.args(sections).args(["--exit-on-error", "--dbname"]);
        run_program(restore.arg(to.dsn()).arg(&archive.0));
    };
    restore(&["--section=pre-data", "--section=data"]);
    let mut restored = to.connect();
    restored.run("SET jit = off; INSERT INTO likes (post_id, user_id) VALUES (401, -1), (402, -1)");
    assert_shown("without triggers", &mut restored, &engagement);
    restored.run("DELETE FROM likes WHERE user_id = -1");
    restore(&["--section=post-data"]);
    assert_shown("restored", &mut restored, &engagement);
    assert_eq!(restored.rows(dashboard), shown);
    assert_throughout("restored", &mut restored, &engagement);
    write(&mut restored);
    assert_throughout("restored and written", &mut restored, &engagement);
    restored.run("DROP VIEW dashboard; SELECT feed.drop('home'); DROP EXTENSION pg_feed");
    write(&mut restored);
}

#[test]
fn a_copied_database_counts_on() {
    let database = Database::new();
    let (session, engagement) = leave(&database);
    drop(session);
    let copy = database.copy();
    let mut session = copy.connect();
    session.run("SET jit = off");
    write(&mut session);
    assert_throughout("a copy", &mut session, &engagement);
}
