//! Where a read may be called: in functions, procedures, joins, parallel plans, prepared statements, and in the conditions
//! of another feed.

use pg_test::cluster::Database;
use pg_test::{fixture, plain};

#[test]
fn functions_and_procedures_follow_their_own_rules() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run(
        "CREATE FUNCTION volatile_count() RETURNS bigint LANGUAGE plpgsql VOLATILE
         AS $$ DECLARE n bigint := 0; r record;
         BEGIN FOR r IN SELECT * FROM home.timeline_for(1, 1000) LOOP n := n + 1; END LOOP; RETURN n; END $$;
         CREATE FUNCTION stable_count() RETURNS bigint LANGUAGE sql STABLE
         AS $$ SELECT count(*) FROM home.timeline_for(1, 1000) $$;
         CREATE FUNCTION write_and_count(OUT before bigint, OUT after bigint, OUT stable bigint) LANGUAGE plpgsql
         AS $$ BEGIN
           SELECT count(*) INTO before FROM home.timeline_for(1, 1000);
           INSERT INTO posts (author_id) VALUES (2), (3);
           SELECT count(*) INTO after FROM home.timeline_for(1, 1000);
           stable := stable_count();
         END $$;
         CREATE FUNCTION guarded() RETURNS bigint LANGUAGE plpgsql
         AS $$ BEGIN
           PERFORM home.timeline_for(1, 0);
           RETURN 0;
         EXCEPTION WHEN invalid_parameter_value THEN
           RETURN (SELECT count(*) FROM home.timeline_for(1, 1000));
         END $$;
         CREATE PROCEDURE commit_between(INOUT n bigint) LANGUAGE plpgsql
         AS $$ DECLARE r record;
         BEGIN
           FOR r IN SELECT * FROM home.timeline_for(1, 50) LOOP n := n + 1; COMMIT; END LOOP;
         END $$",
    );
    let count = session.number("SELECT count(*) FROM home.timeline_for(1, 1000)");
    assert_eq!(session.number("SELECT volatile_count()"), count);
    assert_eq!(session.number("SELECT stable_count()"), count);
    assert_eq!(session.number("SELECT guarded()"), count);
    assert_eq!(session.number("CALL commit_between(0)"), 50);
    // The function's own statements see its writes; a STABLE function called by it in an expression does too.
    let row = session
        .rows("SELECT before, after, stable FROM write_and_count()")
        .remove(0);
    let numbers: Vec<i64> = row
        .into_iter()
        .map(|n| n.unwrap().parse().unwrap())
        .collect();
    assert_eq!(numbers[..2], [count, count + 2]);
    assert_eq!(numbers[2], count + 2);
    // Called within a statement that writes, the two kinds differ, as PostgreSQL's own functions do.
    let both = session.rows(
        "WITH written AS (INSERT INTO posts (author_id) VALUES (2) RETURNING id)
         SELECT stable_count() FROM written",
    );
    assert_eq!(
        both[0][0].as_deref(),
        Some((count + 2).to_string().as_str())
    );
}

#[test]
fn calls_stand_wherever_a_function_may() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let expected = session.rows(
        "SELECT 1, t.rank, t.post_id FROM home.timeline_for(1, 7) AS t
         UNION ALL SELECT 2, t.rank, t.post_id FROM home.timeline_for(2, 7) AS t
         UNION ALL SELECT 3, t.rank, t.post_id FROM home.timeline_for(3, 7) AS t
         ORDER BY 1, 2",
    );
    let lateral = "SELECT u.id, t.rank, t.post_id FROM users AS u, LATERAL home.timeline_for(u.id, 7) AS t WHERE u.id <= 3 ORDER BY 1, 2";
    assert_eq!(expected, session.rows(lateral));
    assert_eq!(
        expected,
        session.rows("SELECT id, (t).rank, (t).post_id FROM (SELECT id, home.timeline_for(id, 7) AS t FROM users WHERE id <= 3) AS s ORDER BY 1, 2")
    );
    let version = session.number("SELECT current_setting('server_version_num')::int");
    let parallel = if version >= 160_000 {
        "debug_parallel_query"
    } else {
        "force_parallel_mode"
    };
    session.run(&format!("SET {parallel} = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0"));
    assert_eq!(expected, session.rows(lateral));
    session.run("RESET ALL");
    // The extended protocol, with parameters and a kept plan that turns generic.
    let statement = session
        .client()
        .prepare("SELECT t.post_id FROM home.timeline_for($1, $2, $3) AS t")
        .unwrap();
    for _ in 0..12 {
        for viewer in [1_i64, 2, 3] {
            let rows = session
                .client()
                .query(&statement, &[&viewer, &7_i32, &None::<&str>])
                .unwrap();
            assert_eq!(rows.len(), 7);
        }
    }
    session.run("DISCARD ALL");
    assert_eq!(expected, session.rows(lateral));
}

#[test]
fn a_condition_may_read_another_feed() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run(
        "CREATE FUNCTION shown_at_home(post bigint) RETURNS boolean LANGUAGE plpgsql STABLE
         AS $$ BEGIN RETURN EXISTS (SELECT FROM home.public_timeline(page_size => 1000) AS t WHERE t.post_id = post); END $$",
    );
    let mut outer = plain::bare();
    outer.feed = "outer_feed".to_string();
    outer.posts.visible = Some("shown_at_home(id)".to_string());
    fixture::define(&mut session, &outer);
    let mut reads = fixture::reads(&outer);
    reads.truncate(2);
    fixture::assert_reads_equal(
        "a_condition_may_read_another_feed",
        &mut session,
        &outer,
        &reads,
    );
}
