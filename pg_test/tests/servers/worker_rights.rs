//! The background workers have the rights of a feed's owner and no others, and say so where these do not suffice.

use pg_test::fixture;
use pg_test::own_server::OwnServer;
use pg_test::plain;
use pg_test::session::Session;
use pg_test::worked::{OFTEN, WORKER_HERE, is_applied, is_up_to_date, post};

/// A database with the plain feed of a role that is no superuser; the session is that role's. Its condition does what a
/// post's body says.
fn owned_database(server: &OwnServer) -> Session {
    let mut session = server.create_database("app");
    session.run(
        "CREATE EXTENSION pg_feed;
         CREATE ROLE owner;
         -- To see that the worker is there.
         GRANT pg_read_all_stats TO owner;
         GRANT CREATE ON DATABASE app TO owner;
         GRANT CREATE ON SCHEMA public TO owner;
         SET SESSION AUTHORIZATION owner",
    );
    fixture::declare(&mut session);
    session.run(
        "CREATE FUNCTION act(body text) RETURNS void LANGUAGE plpgsql AS $$
         BEGIN
           CASE body
             WHEN 'tell' THEN RAISE EXCEPTION 'run by % in %', current_user, current_setting('search_path');
             WHEN 'rise' THEN SET ROLE postgres;
             WHEN 'reset' THEN RESET SESSION AUTHORIZATION;
             WHEN 'write' THEN CREATE TEMPORARY TABLE mine ();
             ELSE NULL;
           END CASE;
         END $$;
         CREATE FUNCTION obey(body text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$
         BEGIN
           IF current_setting('application_name') = 'pg_feed worker' THEN
             PERFORM public.act(body);
           END IF;
           RETURN true;
         END $$",
    );
    let mut app = plain::app();
    app.posts.visible = Some("status = 'published' AND public.obey(body)".to_string());
    fixture::define(&mut session, &app);
    session.run("SELECT home.warm(i) FROM generate_series(1, 9) AS i");
    server.wait_until(&mut session, WORKER_HERE);
    session
}

fn wait_for_error(server: &OwnServer, session: &mut Session, error: &str) {
    server.wait_until(
        session,
        &format!("SELECT COALESCE(bool_or(last_error LIKE '%{error}%'), false) FROM feed.status"),
    );
}

#[test]
fn what_a_feed_calls_is_run_by_its_owner_and_nobody_else() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = owned_database(&server);
    for (body, error) in [
        ("tell", "run by owner in pg_catalog"),
        ("rise", "within security-"),
        ("reset", "within security-"),
        ("write", "within security-"),
    ] {
        session.run(&format!(
            "INSERT INTO posts (author_id, body) VALUES (2, '{body}')"
        ));
        wait_for_error(&server, &mut session, error);
        session.run("DELETE FROM posts WHERE body IS NOT NULL");
        session.run("SELECT feed.repair('home')");
        server.wait_until(&mut session, &is_up_to_date("home"));
        server.wait_until(&mut session, "SELECT last_error IS NULL FROM feed.status");
    }
    let wrong = session.column("SELECT detail FROM feed.check('home')");
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Rows hidden from the owner would empty windows. Maintenance waits until they are shown again.
#[test]
fn forced_policies_stop_maintenance_until_they_are_taken_back() {
    let Some(server) = OwnServer::new(OFTEN) else {
        return;
    };
    let mut session = owned_database(&server);
    session.run(
        "ALTER TABLE follows ENABLE ROW LEVEL SECURITY;
         ALTER TABLE follows FORCE ROW LEVEL SECURITY",
    );
    post(&mut session, 1001);
    session.run("UPDATE users SET is_suspended = true WHERE id = 3");
    wait_for_error(&server, &mut session, "row-level security");
    assert_eq!(
        session.column("SELECT DISTINCT error FROM home_data.pending"),
        ["NULL"]
    );
    session.run("ALTER TABLE follows NO FORCE ROW LEVEL SECURITY");
    server.wait_until(&mut session, &is_applied("home", 1001));
    server.wait_until(&mut session, &is_up_to_date("home"));
    server.wait_until(&mut session, "SELECT last_error IS NULL FROM feed.status");
    fixture::assert_exact("shown again", &mut session, &plain::app());
    let wrong = session.column("SELECT detail FROM feed.check('home')");
    assert!(wrong.is_empty(), "{wrong:?}");
}
