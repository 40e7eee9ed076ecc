//! A hostile search_path: whatever stands first in the caller's path, no read changes its result, and nothing of the
//! caller's runs with the rights of the feed's owner.

use pg_test::cluster::Database;
use pg_test::quote::{ident, literal};
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{fixture, plain};

/// Operators and functions that everything needs, each of which gives itself away.
const TRAPS: &str = "
CREATE SCHEMA trap;
GRANT USAGE ON SCHEMA trap TO PUBLIC;
CREATE FUNCTION trap.caught(bigint, bigint) RETURNS boolean LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE FUNCTION trap.caught(text, text) RETURNS boolean LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE FUNCTION trap.caught(timestamptz, timestamptz) RETURNS boolean LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE OPERATOR trap.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = trap.caught);
CREATE OPERATOR trap.< (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = trap.caught);
CREATE OPERATOR trap.> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = trap.caught);
CREATE OPERATOR trap.= (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.caught);
CREATE OPERATOR trap.<= (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = trap.caught);
CREATE OPERATOR trap.< (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = trap.caught);
CREATE OPERATOR trap.> (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = trap.caught);
CREATE FUNCTION trap.now() RETURNS timestamptz LANGUAGE plpgsql STABLE
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE plpgsql IMMUTABLE
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE FUNCTION trap.isfinite(timestamptz) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE FUNCTION trap.unnest(bigint[]) RETURNS SETOF bigint LANGUAGE plpgsql IMMUTABLE
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE FUNCTION trap.current_setting(text, boolean) RETURNS text LANGUAGE sql STABLE AS $$ SELECT '2'::text $$;
CREATE FUNCTION trap.timeline_for(bigint) RETURNS boolean LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'trapped as %', current_user; END $$;
CREATE TYPE trap.bigint AS (x int);
CREATE TABLE trap.posts (id bigint, author_id bigint, created_at timestamptz, parent_id bigint, group_id bigint, pinned boolean, status text);
CREATE TABLE trap.follows (follower_id bigint, followee_id bigint, accepted boolean);
INSERT INTO trap.posts VALUES (666, 1, '2025-06-01', NULL, NULL, NULL, 'published');
GRANT ALL ON ALL TABLES IN SCHEMA trap TO PUBLIC";

const READS: [&str; 5] = [
    "SELECT post_id, reasons FROM home.timeline_for(1, 1000)",
    "SELECT post_id, reasons FROM home.posts_by(2, 1, 1000)",
    "SELECT post_id, reasons FROM home.posts_in(10, 1, 1000)",
    "SELECT post_id, reasons FROM home.public_timeline(1, 1000)",
    "SELECT post_id, reasons FROM home.timeline_for(1, 10, (SELECT cursor FROM home.timeline_for(1, 3) OFFSET 2))",
];

fn all(session: &mut Session) -> Vec<Vec<Vec<Option<String>>>> {
    READS.iter().map(|read| session.rows(read)).collect()
}

/// Paths under which a read must be the same as ever.
const PATHS: [&str; 5] = [
    "trap, pg_catalog, public",
    "trap",
    "''",
    "pg_temp, trap, pg_catalog",
    "home, trap, pg_catalog",
];

#[test]
fn a_hostile_path_changes_no_read() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let expected = all(&mut session);
    session.run(TRAPS);
    for path in PATHS {
        session.run(&format!("SET search_path = {path}"));
        assert!(
            expected == all(&mut session),
            "warm session, search_path = {path}"
        );
        let mut fresh = database.connect();
        fresh.run(&format!("SET search_path = {path}"));
        assert!(
            expected == all(&mut fresh),
            "new session, search_path = {path}"
        );
    }
    session.run(
        "RESET search_path;
         CREATE TEMP TABLE posts (LIKE public.posts);
         CREATE TEMP TABLE follows (LIKE public.follows);
         CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT timestamptz '1999-01-01' $$",
    );
    assert!(
        expected == all(&mut session),
        "temporary tables of the same name"
    );
    session.run("DISCARD TEMP");
}

#[test]
fn definition_calls_do_not_listen_to_the_path_either() {
    let database = Database::new();
    let mut session = database.connect();
    fixture::declare(&mut session);
    session.run(TRAPS);
    session.run("SET search_path = trap, pg_catalog, public");
    // Only the condition names no operator of the caller's: that one is the caller's own choice.
    session.run(
        "SELECT feed.create('home', 'public.posts'::regclass, 'public.follows'::regclass, post_parent => 'parent_id', post_group => 'group_id');
         SELECT feed.add_groups('home', 'public.memberships');
         SELECT feed.add_accounts('home', 'public.users');
         SELECT feed.add_exclusion('home', 'public.blocks', both_ways => true);
         SELECT feed.configure('home', '{\"timeline.replies\": \"followed\"}');
         SELECT feed.alter('home', '{\"post_pinned\": \"pinned\"}');
         SELECT count(*) FROM feed.settings('home');
         SELECT count(*) FROM feed.doctor('home');
         SELECT count(*) FROM feed.definition;
         SELECT count(*) FROM feed.status",
    );
    let here = all(&mut session);
    session.run("RESET search_path");
    assert!(here == all(&mut session));
    session.run("SET search_path = trap, pg_catalog; SELECT feed.drop('home')");
}

/// A scene in which the owner's condition calls a function that leaves its own names open.
#[test]
fn nothing_of_the_caller_runs_as_the_feeds_owner() {
    let (owner, attacker) = (Role::new("owner"), Role::new("attacker"));
    let database = Database::new();
    owner.may_create_in(&database);
    attacker.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    session.run(
        "CREATE FUNCTION public.is_fine(word text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN RETURN lower(word) = 'true'; END $$",
    );
    let mut app = plain::app();
    app.follows.as_mut().unwrap().active = Some("public.is_fine(accepted::text)".to_string());
    app.memberships.as_mut().unwrap().active =
        Some("left_at IS NULL AND public.is_fine('TRUE')".to_string());
    app.exclusions[0].active = Some("public.is_fine('true')".to_string());
    app.accounts.as_mut().unwrap().visible =
        Some("NOT is_suspended AND public.is_fine('true')".to_string());
    fixture::define(&mut session, &app);
    let expected = all(&mut session);
    session.run(&format!(
        "GRANT SELECT ON posts TO {role}; SELECT feed.grant_access('home', {name})",
        role = ident(attacker.name()),
        name = literal(attacker.name())
    ));
    let mut hostile = database.connect_as(attacker.name());
    hostile.run(TRAPS);
    for path in PATHS {
        hostile.run(&format!("SET search_path = {path}"));
        for read in READS {
            match hostile.attempt(read) {
                Ok(rows) => assert!(expected.contains(&rows), "{read} under {path}"),
                Err(refusal) => assert!(
                    !refusal.message.contains(owner.name()),
                    "{read} under search_path {path}: the caller's function ran as the owner: {refusal:?}"
                ),
            }
        }
    }
    // The viewer's own identity must not come from the caller's path.
    session.run(
        "SELECT feed.configure('home', jsonb_build_object('security.viewer', 'NULLIF(current_setting(''app.user_id'', true), '''')::bigint'))",
    );
    hostile.run("SET app.user_id = '1'; SET search_path = trap, pg_catalog");
    hostile.refused("42501", "SELECT * FROM home.timeline_for(2)");
    hostile.run("SELECT * FROM home.timeline_for(1)");
}

#[test]
fn owners_rights_end_with_the_owners_conditions() {
    let (owner, caller) = (Role::new("owner"), Role::new("caller"));
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    session.run(
        "CREATE FUNCTION public.as_whom(what text) RETURNS boolean LANGUAGE plpgsql STABLE
         AS $$ BEGIN
           IF current_user <> current_setting('app.expected_' || what) THEN
             RAISE EXCEPTION '% is evaluated as %', what, current_user;
           END IF;
           RETURN true;
         END $$",
    );
    let mut app = plain::app();
    app.posts.visible = Some("as_whom('posts')".to_string());
    app.follows.as_mut().unwrap().active = Some("as_whom('follows')".to_string());
    app.memberships.as_mut().unwrap().active = Some("as_whom('memberships')".to_string());
    app.exclusions[0].active = Some("as_whom('blocks')".to_string());
    app.exclusions[1].active = Some("as_whom('mutes')".to_string());
    app.accounts.as_mut().unwrap().visible = Some("as_whom('accounts')".to_string());
    fixture::define(&mut session, &app);
    session.run(&format!(
        "GRANT SELECT ON posts TO {role}; SELECT feed.grant_access('home', {name})",
        role = ident(caller.name()),
        name = literal(caller.name())
    ));
    let mut reader = database.connect_as(caller.name());
    reader.run(&format!(
        "SET app.expected_posts = {}",
        literal(caller.name())
    ));
    for table in ["follows", "memberships", "blocks", "mutes", "accounts"] {
        reader.run(&format!(
            "SET app.expected_{table} = {}",
            literal(owner.name())
        ));
    }
    for read in READS {
        assert!(!reader.rows(read).is_empty(), "{read}");
    }
    assert_eq!(reader.text("SELECT current_user"), caller.name());
}

#[test]
fn a_condition_that_raises_leaves_the_caller_who_it_was() {
    let (owner, caller) = (Role::new("owner"), Role::new("caller"));
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    let mut app = plain::app();
    app.follows.as_mut().unwrap().active = Some("1 / (followee_id - 3) IS NOT NULL".to_string());
    fixture::define(&mut session, &app);
    session.run(&format!(
        "GRANT SELECT ON posts TO {role}; SELECT feed.grant_access('home', {name})",
        role = ident(caller.name()),
        name = literal(caller.name())
    ));
    let mut reader = database.connect_as(caller.name());
    for _ in 0..3 {
        reader.refused("22012", "SELECT * FROM home.timeline_for(1)");
        assert_eq!(
            reader.text("SELECT current_user || ' ' || current_setting('search_path')"),
            format!("{} \"$user\", public", caller.name())
        );
        reader.refused("42501", "SELECT * FROM follows");
    }
    reader.begin("");
    reader.refused("22012", "SELECT * FROM home.timeline_for(1)");
    reader.refused("42501", "SELECT * FROM follows");
    reader.rollback();
    reader.run(
        "DO $$ BEGIN
           PERFORM home.timeline_for(1);
         EXCEPTION WHEN division_by_zero THEN
           IF current_user <> session_user THEN RAISE EXCEPTION 'still somebody else'; END IF;
         END $$",
    );
    assert!(reader.rows("SELECT * FROM home.timeline_for(6)").len() > 1);
}
