//! Whatever apps do to reactions and posts: every count, score and ranking equals the reference before maintenance, amid it
//! and after it.

use pg_test::cluster::Database;
use pg_test::engagement::plain::{self, assert_exact, assert_throughout};
use pg_test::engagement::{Engagement, Signal};
use pg_test::fixture;
use pg_test::session::Session;

/// Runs one step after the other, each looked at before maintenance; the last also amid it and after it, and so are those
/// that say so by a full stop.
fn steps(session: &mut Session, engagement: &Engagement, steps: &[(&str, &str)]) {
    for (place, (label, sql)) in steps.iter().enumerate() {
        session.run(sql);
        if label.ends_with('.') || place + 1 == steps.len() {
            assert_throughout(label, session, engagement);
        } else {
            assert_exact(label, session, engagement);
        }
    }
}

#[test]
fn rows_before_the_feed_and_rows_after_it_count_alike() {
    let before = Database::new();
    let (mut session, engagement) = plain::scene(&before);
    assert_throughout("rows first", &mut session, &engagement);
    let after = Database::new();
    let mut session = after.connect();
    session.run(pg_test::plain::TABLES);
    session.run(plain::TABLES);
    fixture::define(&mut session, &engagement.app);
    engagement.define(&mut session);
    session.run(pg_test::plain::PEOPLE);
    session.run(plain::ROWS);
    assert_throughout("the feed first", &mut session, &engagement);
}

#[test]
fn reactions_come_change_and_go() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    steps(
        &mut session,
        &engagement,
        &[
            (
                "new ones",
                "INSERT INTO likes (post_id, user_id) SELECT 401, i FROM generate_series(1, 20) AS i;
                 INSERT INTO bookmarks VALUES (402, 1), (402, 1), (NULL, 1), (402, NULL)",
            ),
            ("gone", "DELETE FROM likes WHERE user_id % 3 = 0"),
            (
                "to another post, to none and back.",
                "UPDATE likes SET post_id = post_id + 1000 WHERE user_id % 5 = 1;
                 UPDATE likes SET post_id = post_id - 999 WHERE post_id > 1000 AND user_id % 2 = 0;
                 UPDATE reactions SET post_id = NULL WHERE user_id = 3;
                 UPDATE comments SET post_id = 400 WHERE post_id IS NULL",
            ),
            (
                "at another time.",
                "UPDATE likes SET created_at = created_at - interval '1 hour' WHERE user_id % 7 = 0;
                 UPDATE likes SET created_at = created_at + interval '1 microsecond' WHERE user_id % 7 = 1;
                 UPDATE views SET seen_at = CASE user_id WHEN 1 THEN NULL WHEN 2 THEN 'infinity' WHEN 3 THEN now() + interval '2 hours' ELSE seen_at END;
                 UPDATE comments SET written_at = now() AT TIME ZONE 'UTC' WHERE written_at IS NULL",
            ),
            (
                "by others, with other words",
                "UPDATE reactions SET user_id = user_id + 1; UPDATE comments SET body = 'edited'",
            ),
            (
                "of another kind, hidden and shown.",
                "UPDATE reactions SET kind = CASE kind WHEN 'wow' THEN 'sad' WHEN 'sad' THEN 'odd' ELSE 'wow' END WHERE user_id % 2 = 0;
                 UPDATE comments SET hidden = CASE WHEN hidden THEN false WHEN NOT hidden THEN NULL ELSE true END WHERE id % 2 = 0",
            ),
            ("all of one kind gone", "DELETE FROM reactions WHERE kind = 'wow'; DELETE FROM bookmarks"),
        ],
    );
}

#[test]
fn every_kind_of_statement_is_noticed() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    steps(
        &mut session,
        &engagement,
        &[
            (
                "ON CONFLICT",
                "INSERT INTO likes (post_id, user_id) SELECT 330, i FROM generate_series(1, 400, 2) AS i ON CONFLICT DO NOTHING;
                 INSERT INTO likes (post_id, user_id) SELECT 331, i FROM generate_series(1, 400, 3) AS i
                 ON CONFLICT (post_id, user_id) DO UPDATE SET created_at = now() - interval '5 hours'",
            ),
            (
                "MERGE.",
                "MERGE INTO likes AS l
                 USING (SELECT 332 AS post_id, i AS user_id FROM generate_series(1, 60) AS i
                        UNION ALL SELECT post_id, user_id FROM likes WHERE post_id BETWEEN 330 AND 331) AS n
                 ON l.post_id = n.post_id AND l.user_id = n.user_id
                 WHEN MATCHED AND l.user_id % 3 = 0 THEN DELETE
                 WHEN MATCHED AND l.user_id % 3 = 1 THEN UPDATE SET post_id = l.post_id + 200
                 WHEN MATCHED THEN UPDATE SET created_at = now() - interval '26 hours'
                 WHEN NOT MATCHED THEN INSERT (post_id, user_id) VALUES (n.post_id, n.user_id)",
            ),
            (
                "COPY",
                r"COPY reactions (post_id, user_id, kind, created_at) FROM PROGRAM 'printf ''350\t1\twow\tnow\n350\t2\tsad\t2026-01-01 00:00+00\n\\N\t2\tsad\tinfinity\n351\t\\N\twow\t\\N\n''' ",
            ),
            (
                "a writing WITH",
                "WITH gone AS (DELETE FROM likes WHERE user_id % 11 = 0 RETURNING *)
                 INSERT INTO bookmarks SELECT post_id, user_id FROM gone;
                 WITH new AS (INSERT INTO likes (post_id, user_id) VALUES (360, 901), (361, 901) RETURNING post_id)
                 UPDATE reactions SET kind = 'wow' WHERE post_id IN (SELECT post_id FROM new)",
            ),
            (
                "savepoints.",
                "BEGIN;
                 INSERT INTO likes (post_id, user_id) VALUES (370, 901);
                 SAVEPOINT a;
                 INSERT INTO likes (post_id, user_id) VALUES (370, 902), (371, 902);
                 DELETE FROM likes WHERE post_id = 370;
                 ROLLBACK TO a;
                 SAVEPOINT b;
                 UPDATE likes SET created_at = now() - interval '3 hours' WHERE post_id = 370;
                 RELEASE b;
                 COMMIT;
                 BEGIN; DELETE FROM likes; DELETE FROM posts WHERE id > 350; ROLLBACK",
            ),
            (
                "a row changed many times in one transaction",
                "BEGIN;
                 INSERT INTO likes (post_id, user_id) VALUES (372, 903);
                 UPDATE likes SET post_id = 373 WHERE user_id = 903;
                 UPDATE likes SET created_at = NULL WHERE user_id = 903;
                 DELETE FROM likes WHERE user_id = 903;
                 INSERT INTO likes (post_id, user_id) VALUES (374, 903);
                 COMMIT",
            ),
        ],
    );
    let name = format!("'likes of 904 {}'", std::process::id());
    session.run(&format!(
        "BEGIN; INSERT INTO likes (post_id, user_id) VALUES (375, 904); PREPARE TRANSACTION {name}"
    ));
    assert_throughout("a prepared transaction", &mut session, &engagement);
    session.run(&format!("COMMIT PREPARED {name}"));
    assert_throughout("and its end", &mut session, &engagement);
}

#[test]
fn posts_come_change_and_go() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    steps(
        &mut session,
        &engagement,
        &[
            (
                "likes before their post.",
                "INSERT INTO likes (post_id, user_id, created_at)
                 SELECT 9001, i, now() - i * interval '1 hour' FROM generate_series(1, 9) AS i;
                 INSERT INTO bookmarks SELECT 9001, i FROM generate_series(1, 9) AS i",
            ),
            ("and the post", "INSERT INTO posts (id, author_id) VALUES (9001, 2)"),
            (
                "deleted under their likes.",
                "DELETE FROM posts WHERE id IN (9001, 320, 321, 322) OR id BETWEEN 260 AND 270",
            ),
            (
                "back with the same ids, written by others at other times",
                "INSERT INTO posts (id, author_id, created_at)
                 VALUES (9001, 3, now() - interval '4 hours'), (320, 3, now() - interval '5 days'), (260, 3, '2025-06-02 00:00+00')",
            ),
            (
                "at another time, to the end of time and back.",
                "UPDATE posts SET created_at = created_at - interval '90 minutes' WHERE id % 4 = 0 AND isfinite(created_at);
                 UPDATE posts SET created_at = NULL WHERE id = 401;
                 UPDATE posts SET created_at = 'infinity' WHERE id = 402;
                 UPDATE posts SET created_at = now() - interval '1 hour' WHERE id IN (501, 502, 503)",
            ),
            (
                "by others, hidden, in groups, replies",
                "UPDATE posts SET author_id = 1 + author_id % 7 WHERE id % 5 = 0;
                 UPDATE posts SET status = CASE status WHEN 'draft' THEN 'published' ELSE 'draft' END WHERE id % 11 = 0;
                 UPDATE posts SET group_id = CASE WHEN group_id IS NULL THEN 10 END WHERE id % 6 = 0;
                 UPDATE posts SET parent_id = CASE WHEN parent_id IS NULL THEN id - 3 END WHERE id % 10 = 0",
            ),
            (
                "with other ids.",
                "UPDATE posts SET id = id + 5000 WHERE id BETWEEN 340 AND 360;
                 UPDATE posts SET id = 345 WHERE id = 5346",
            ),
            ("none left", "DELETE FROM posts"),
            (
                "one left",
                "INSERT INTO posts (id, author_id, created_at) VALUES (400, 2, now() - interval '10 hours')",
            ),
        ],
    );
}

#[test]
fn emptied_tables_are_noticed() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    steps(
        &mut session,
        &engagement,
        &[
            (
                "TRUNCATE of one.",
                "INSERT INTO likes (post_id, user_id) VALUES (401, 901); TRUNCATE likes",
            ),
            (
                "filled again",
                "INSERT INTO likes (post_id, user_id) VALUES (401, 901), (410, 901)",
            ),
            (
                "TRUNCATE in a transaction that goes on",
                "BEGIN; INSERT INTO likes (post_id, user_id) VALUES (401, 902); TRUNCATE likes, reactions;
                 INSERT INTO likes (post_id, user_id) VALUES (402, 902); COMMIT",
            ),
            (
                "likes of no post, counted anew.",
                "TRUNCATE likes; INSERT INTO likes (post_id, user_id) VALUES (9002, 901), (401, 901)",
            ),
            (
                "the post, without a time",
                "INSERT INTO posts (id, author_id, created_at) VALUES (9002, 2, NULL)",
            ),
            ("TRUNCATE undone", "BEGIN; TRUNCATE comments, views, bookmarks; ROLLBACK"),
            ("TRUNCATE of posts.", "TRUNCATE posts"),
            (
                "posts again, under the reactions that stayed",
                "INSERT INTO posts (id, author_id, created_at) SELECT i, 1 + i % 7, now() - i * interval '1 minute' FROM generate_series(300, 460) AS i",
            ),
        ],
    );
}

#[test]
fn what_foreign_keys_do_is_noticed() {
    let database = Database::new();
    let (mut session, engagement) = plain::scene(&database);
    session.run(
        "DELETE FROM likes WHERE post_id NOT IN (SELECT id FROM posts);
         UPDATE comments SET post_id = NULL WHERE post_id NOT IN (SELECT id FROM posts);
         DELETE FROM reactions WHERE post_id NOT IN (SELECT id FROM posts);
         ALTER TABLE likes ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE ON UPDATE CASCADE;
         ALTER TABLE comments ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
         ALTER TABLE reactions ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
    );
    steps(
        &mut session,
        &engagement,
        &[
            ("deleted posts.", "DELETE FROM posts WHERE id % 3 = 0"),
            (
                "other ids",
                "DELETE FROM reactions WHERE post_id < 320; UPDATE comments SET post_id = NULL WHERE post_id < 320;
                 UPDATE posts SET id = id + 10000 WHERE id < 320",
            ),
            (
                "deleted and back in one transaction",
                "BEGIN; DELETE FROM posts WHERE id IN (400, 401, 403);
                 INSERT INTO posts (id, author_id) VALUES (400, 2), (401, 3), (403, 2);
                 INSERT INTO likes (post_id, user_id) VALUES (400, 77); COMMIT",
            ),
        ],
    );
}

#[test]
fn partitions_of_reactions_and_posts_are_noticed() {
    let database = Database::new();
    let mut session = database.connect();
    let mut engagement = plain::engagement();
    plain::declare(&mut session);
    session.run(
        "CREATE TABLE parted (body text, created_at timestamptz, user_id bigint, post_id bigint, gone int) PARTITION BY RANGE (created_at);
         ALTER TABLE parted DROP COLUMN gone;
         CREATE TABLE parted_old PARTITION OF parted FOR VALUES FROM (MINVALUE) TO ('2025-07-01');
         CREATE TABLE parted_new (post_id bigint, user_id bigint, note text, created_at timestamptz, body text);
         ALTER TABLE parted_new DROP COLUMN note;
         ALTER TABLE parted ATTACH PARTITION parted_new FOR VALUES FROM ('2025-07-01') TO ('2999-01-01');
         CREATE TABLE parted_rest PARTITION OF parted DEFAULT PARTITION BY HASH (post_id);
         CREATE TABLE parted_rest_0 PARTITION OF parted_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
         CREATE TABLE parted_rest_1 PARTITION OF parted_rest FOR VALUES WITH (MODULUS 2, REMAINDER 1);
         INSERT INTO parted (post_id, user_id, created_at) SELECT post_id, user_id, created_at FROM likes",
    );
    engagement.signals[0] = Signal {
        table: "parted".to_string(),
        ..Signal::plain("likes")
    };
    fixture::define(&mut session, &engagement.app);
    engagement.define(&mut session);
    steps(
        &mut session,
        &engagement,
        &[
            (
                "through the root.",
                "INSERT INTO parted (post_id, user_id, created_at) SELECT 380 + i % 9, i, now() - i * interval '2 hours' FROM generate_series(1, 60) AS i;
                 DELETE FROM parted WHERE user_id % 5 = 0",
            ),
            (
                "from one to another.",
                "UPDATE parted SET created_at = '2025-06-02 12:30+00' WHERE user_id % 7 = 0;
                 UPDATE parted SET created_at = NULL, post_id = post_id + 1 WHERE user_id % 7 = 1;
                 UPDATE parted SET created_at = now() WHERE user_id % 7 = 2",
            ),
            (
                "by themselves",
                "INSERT INTO parted_new (post_id, user_id, created_at) VALUES (401, 5, now());
                 UPDATE parted_old SET post_id = 402 WHERE user_id % 2 = 0;
                 DELETE FROM parted_rest WHERE user_id % 2 = 0",
            ),
            ("TRUNCATE of the root", "TRUNCATE parted"),
        ],
    );
    for (label, change) in [
        (
            "detached",
            "INSERT INTO parted (post_id, user_id, created_at) SELECT 380 + i % 9, i, now() FROM generate_series(1, 60) AS i;
             ALTER TABLE parted DETACH PARTITION parted_new",
        ),
        (
            "attached",
            "ALTER TABLE parted ATTACH PARTITION parted_new FOR VALUES FROM ('2025-07-01') TO ('2999-01-01')",
        ),
        ("emptied by itself", "TRUNCATE parted_new"),
    ] {
        session.run(change);
        session.run("SELECT feed.repair('home')");
        assert_throughout(&format!("{label}, repaired"), &mut session, &engagement);
    }
}
