//! Many clients react to the same post at once: no writer waits for another one, none is refused, and every count is exact.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};

use pg_test::cluster::Database;
use pg_test::session::Session;

const CLIENTS: usize = 16;

/// What each client does to both posts.
const TURNS: usize = 60;

/// Posts and likes as apps have them, with a foreign key; every like is of a person of its own.
const APP: &str = "
CREATE TABLE posts (
  id bigint PRIMARY KEY,
  author_id bigint,
  created_at timestamptz DEFAULT now(),
  likes_count bigint NOT NULL DEFAULT 0);
CREATE TABLE likes (
  post_id bigint REFERENCES posts ON DELETE CASCADE,
  user_id bigint,
  created_at timestamptz DEFAULT now(),
  PRIMARY KEY (post_id, user_id));
INSERT INTO posts (id, author_id) SELECT i, 1 FROM generate_series(1, 100) AS i;
SELECT feed.create('home', 'posts')";

const SIGNAL: &str = "SELECT feed.add_signal('home', 'likes', 'likes', counter => 'likes_count')";

/// What apps do without pg_feed: a row that all writers share.
const COUNTER_TRIGGER: &str = "
CREATE FUNCTION count_like() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE posts SET likes_count = likes_count + 1 WHERE id = new.post_id;
  RETURN NULL;
END $$;
CREATE TRIGGER count_like AFTER INSERT ON likes FOR EACH ROW EXECUTE FUNCTION count_like()";

/// Waits of one session for a row that another one holds, now.
const WAITS: &str = "
SELECT count(*) FROM pg_locks AS l JOIN pg_stat_activity AS a USING (pid)
WHERE NOT l.granted AND l.locktype IN ('transactionid', 'tuple') AND a.datname = current_database()";

/// Likes two posts one after the other; takes back a few, changes a few, rolls back a few.
fn like(session: &mut Session, [first, second]: [i64; 2], client: usize, turn: usize) {
    let person = client * TURNS + turn;
    session.run(&format!(
        "BEGIN;
         INSERT INTO likes (post_id, user_id) VALUES ({first}, {person});
         SELECT pg_sleep(0.0005);
         INSERT INTO likes (post_id, user_id) VALUES ({second}, {person})"
    ));
    match turn % 5 {
        0 => session.run(&format!(
            "DELETE FROM likes WHERE user_id = {person} AND post_id = 1"
        )),
        1 => session.run(&format!(
            "UPDATE likes SET post_id = 3 + {client} WHERE user_id = {person} AND post_id = 2"
        )),
        _ => {}
    }
    session.run(if turn % 7 == 3 { "ROLLBACK" } else { "COMMIT" });
}

/// How many waits were seen while all clients react, with an applier beside them; every second one likes the two posts in the
/// other order, or none.
fn waits(database: &Database, both_orders: bool) -> i64 {
    let over = AtomicBool::new(false);
    let start = Barrier::new(CLIENTS);
    let mut sampler = database.connect();
    let mut seen = 0;
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (mut session, start) = (database.connect(), &start);
                scope.spawn(move || {
                    let mut posts = [1, 2];
                    if both_orders && client % 2 == 0 {
                        posts.reverse();
                    }
                    start.wait();
                    (0..TURNS).for_each(|turn| like(&mut session, posts, client, turn));
                })
            })
            .collect();
        let (mut applier, over_) = (database.connect(), &over);
        let applier = scope.spawn(move || {
            while !over_.load(Ordering::Relaxed) {
                applier.run("SELECT feed.maintain('home')");
            }
        });
        while clients.iter().any(|client| !client.is_finished()) {
            seen += sampler.number(WAITS);
        }
        over.store(true, Ordering::Relaxed);
        let failed = clients
            .into_iter()
            .chain([applier])
            .any(|one| one.join().is_err());
        assert!(!failed, "somebody was refused");
    });
    seen
}

/// Counts of both posts and of all others.
const COUNTED: &str = "
SELECT array_agg(likes ORDER BY post_id) FROM home.post_stats WHERE post_id < 20";
const THERE: &str = "
SELECT array_agg((SELECT count(*) FROM likes AS l WHERE l.post_id = p.id) ORDER BY p.id) FROM posts AS p WHERE p.id < 20";

#[test]
fn clients_that_like_one_post_wait_for_nobody() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(APP);
    session.run(SIGNAL);
    assert_eq!(waits(&database, true), 0);
    let there = session.text(THERE);
    assert_eq!(session.text(COUNTED), there);
    while session.number("SELECT feed.maintain('home')") > 0 {}
    assert_eq!(session.text(COUNTED), there);
    assert_eq!(
        session.column("SELECT object FROM feed.check('home')"),
        [""; 0]
    );
    assert_eq!(
        session.number("SELECT count(*) FROM posts AS p WHERE likes_count <> (SELECT count(*) FROM likes AS l WHERE l.post_id = p.id)"),
        0
    );
}

/// The test above could not fail if waits were not seen: here they are.
#[test]
fn a_counter_in_the_post_makes_them_wait() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(APP);
    session.run(COUNTER_TRIGGER);
    assert!(waits(&database, false) > 0);
}
