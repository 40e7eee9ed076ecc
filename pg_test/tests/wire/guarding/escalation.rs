//! A hostile owner of a feed: what stands in its conditions must never run with the rights of those who read the feed,
//! manage it, or own something else.

use pg_test::cluster::Database;
use pg_test::quote::{ident, literal};
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{fixture, plain};

/// Ways to climb from the owner's rights, tried inside a read by somebody with more of them.
const CLIMBS: [&str; 9] = [
    "EXECUTE 'RESET ROLE'",
    "EXECUTE 'SET ROLE NONE'",
    "EXECUTE 'SET SESSION AUTHORIZATION DEFAULT'",
    "PERFORM set_config('role', 'none', false)",
    "PERFORM set_config('session_authorization', session_user, false)",
    "PERFORM set_config('role', session_user, true)",
    "EXECUTE format('SET ROLE %I', session_user)",
    // These fire when the transaction of the reader ends, and would be the reader by then.
    "INSERT INTO public.late DEFAULT VALUES",
    "EXECUTE 'DECLARE held CURSOR WITH HOLD FOR SELECT public.climb_last()'",
];

fn scene(owner: &Role, database: &Database) -> Session {
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    session.run(&format!(
        "CREATE FUNCTION public.climb_last() RETURNS boolean LANGUAGE plpgsql VOLATILE
         AS $$ BEGIN
           EXECUTE {alter};
           RETURN true;
         EXCEPTION WHEN OTHERS THEN RETURN true; END $$;
         CREATE FUNCTION public.climb_late() RETURNS trigger LANGUAGE plpgsql
         AS $$ BEGIN PERFORM public.climb_last(); RETURN NULL; END $$;
         CREATE TABLE public.late (id int);
         CREATE CONSTRAINT TRIGGER late AFTER INSERT ON public.late DEFERRABLE INITIALLY DEFERRED
         FOR EACH ROW EXECUTE FUNCTION public.climb_late();
         CREATE FUNCTION public.passes() RETURNS boolean LANGUAGE plpgsql STABLE
         AS $$ BEGIN RETURN public.climb(); END $$",
        alter = literal(&format!("ALTER ROLE {} SUPERUSER", ident(owner.name())))
    ));
    session
}

#[test]
fn a_condition_of_the_owner_stays_with_the_owner() {
    let owner = Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = scene(&owner, &database);
    let mut app = plain::app();
    for part in ["follows", "memberships", "blocks", "mutes", "accounts"] {
        let climb = Some("public.passes()".to_string());
        match part {
            "follows" => app.follows.as_mut().unwrap().active = climb,
            "memberships" => app.memberships.as_mut().unwrap().active = climb,
            "blocks" => app.exclusions[0].active = climb,
            "mutes" => app.exclusions[1].active = climb,
            _ => app.accounts.as_mut().unwrap().visible = climb,
        }
    }
    session.run("CREATE FUNCTION public.climb() RETURNS boolean LANGUAGE sql AS 'SELECT true'");
    fixture::define(&mut session, &app);
    let mut superuser = database.connect();
    for climb in CLIMBS {
        session.run(&format!(
            "CREATE OR REPLACE FUNCTION public.climb() RETURNS boolean LANGUAGE plpgsql VOLATILE
             AS $climb$ BEGIN
               BEGIN {climb}; EXCEPTION WHEN OTHERS THEN NULL; END;
               RETURN public.climb_last();
             END $climb$"
        ));
        for read in [
            "home.timeline_for(1)",
            "home.posts_by(2, 1)",
            "home.posts_in(10, 1)",
            "home.public_timeline(1)",
        ] {
            // Whether such a read succeeds is of no interest; what is left afterwards is.
            let _ = superuser.attempt(&format!("SELECT * FROM {read}"));
            superuser.begin("");
            let _ = superuser.attempt(&format!("SELECT * FROM {read}"));
            let _ = superuser.attempt("COMMIT");
            superuser.rollback();
            assert_eq!(
                superuser.text("SELECT current_user || session_user"),
                "postgrespostgres",
                "{climb}"
            );
            let risen = superuser.truth(&format!(
                "SELECT rolsuper FROM pg_roles WHERE rolname = {}",
                literal(owner.name())
            ));
            assert!(
                !risen,
                "{read}: the feed's owner became a superuser by {climb}"
            );
        }
    }
}

#[test]
fn managing_a_feed_evaluates_nothing_of_its_owners() {
    let owner = Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    // Immutable, with constant arguments: a planner would evaluate it at once.
    session.run(&format!(
        "CREATE FUNCTION public.spy(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN
           IF current_user <> {} THEN RAISE EXCEPTION 'evaluated as %', current_user; END IF;
           RETURN true;
         END $$;
         CREATE FUNCTION public.me(int) RETURNS bigint LANGUAGE plpgsql IMMUTABLE
         AS $$ BEGIN PERFORM public.spy(1); RETURN 1; END $$",
        literal(owner.name())
    ));
    let mut app = plain::app();
    app.posts.visible = Some("public.spy(1)".to_string());
    app.posts.public = Some("public.spy(2)".to_string());
    app.follows.as_mut().unwrap().active = Some("public.spy(3)".to_string());
    app.exclusions[0].active = Some("public.spy(4)".to_string());
    app.accounts.as_mut().unwrap().visible = Some("public.spy(5)".to_string());
    fixture::define(&mut session, &app);
    session.run("SELECT feed.configure('home', '{\"security.viewer\": \"public.me(1)\"}')");
    let mut superuser = database.connect();
    for call in [
        "SELECT * FROM feed.doctor()",
        "SELECT * FROM feed.doctor('home')",
        "SELECT * FROM feed.definition",
        "SELECT * FROM feed.status",
        "SELECT * FROM feed.settings('home')",
        "SELECT feed.configure('home', '{\"timeline.own\": true}')",
        "SELECT feed.alter('home', '{}')",
        "SELECT feed.alter('home', '{\"post_pinned\": null}')",
        "SELECT feed.remove_groups('home')",
        "SELECT feed.add_groups('home', 'memberships', active => 'public.spy(6)')",
        "SELECT feed.remove_exclusion('home', 'blocks')",
        "SELECT feed.add_exclusion('home', 'blocks', both_ways => true, active => 'public.spy(7)')",
        "SELECT feed.grant_access('home', 'pg_monitor')",
        "SELECT feed.revoke_access('home', 'pg_monitor')",
        "SELECT feed.drop('home')",
    ] {
        superuser.run(call);
    }
}

#[test]
fn nobody_binds_a_table_of_somebody_else() {
    let (owner, victim) = (Role::new("owner"), Role::new("victim"));
    let database = Database::new();
    owner.may_create_in(&database);
    victim.may_create_in(&database);
    database
        .connect_as(victim.name())
        .run("CREATE TABLE secrets (id bigint, author_id bigint, created_at timestamptz, follower_id bigint, followee_id bigint, user_id bigint, group_id bigint)");
    let mut session = database.connect_as(owner.name());
    fixture::declare(&mut session);
    fixture::define(&mut session, &plain::bare());
    for call in [
        "feed.alter('home', '{\"posts\": \"secrets\"}')",
        "feed.alter('home', '{\"follows\": \"secrets\"}')",
        "feed.alter('home', '{\"posts\": \"secrets\", \"follows\": \"secrets\"}')",
        "feed.add_groups('home', 'secrets')",
        "feed.add_accounts('home', 'secrets')",
        "feed.add_exclusion('home', 'secrets', 'follower_id', 'followee_id')",
        "feed.create('other', 'posts', 'secrets')",
        "feed.create('other', 'secrets', 'follows')",
    ] {
        session.refused("42501", &format!("SELECT {call}"));
    }
    assert_eq!(
        session.text("SELECT owner FROM feed.definition"),
        owner.name()
    );
    // A right to read is no ownership.
    database
        .connect_as(victim.name())
        .run(&format!("GRANT ALL ON secrets TO {}", ident(owner.name())));
    session.refused(
        "42501",
        "SELECT feed.alter('home', '{\"posts\": \"secrets\"}')",
    );
}

#[test]
fn a_feed_whose_objects_its_owner_tore_down_harms_nobody() {
    let owner = Role::new("owner");
    let database = Database::new();
    owner.may_create_in(&database);
    let teardowns = [
        "DROP FUNCTION home.timeline_for",
        "DROP SCHEMA home CASCADE",
        "DROP SCHEMA home_data CASCADE",
        "DROP TABLE home_data.layout",
        "UPDATE home_data.layout SET version = 999",
        "ALTER SCHEMA home RENAME TO elsewhere",
        "ALTER SCHEMA home_data RENAME TO elsewhere_data",
        "ALTER FUNCTION home.timeline_for RENAME TO posts_for",
        "ALTER FUNCTION home.posts_by SET SCHEMA public",
        "DROP TABLE posts CASCADE",
    ];
    let mut superuser = database.connect();
    let backend = superuser.text("SELECT pg_backend_pid()");
    for teardown in teardowns {
        let mut session = database.connect_as(owner.name());
        fixture::declare(&mut session);
        fixture::define(&mut session, &plain::app());
        session.run(teardown);
        for call in [
            "SELECT * FROM home.timeline_for(1)",
            "SELECT * FROM home.posts_by(2, 1)",
            "SELECT * FROM public.posts_by(2, 1)",
            "SELECT * FROM elsewhere.timeline_for(1)",
            "SELECT * FROM home.posts_for(1)",
            "SELECT * FROM feed.doctor()",
            "SELECT * FROM feed.definition",
            "SELECT * FROM feed.status",
            "SELECT * FROM feed.settings('home')",
            "SELECT feed.alter('home', '{}')",
            "SELECT feed.drop('home')",
        ] {
            for one in [&mut session, &mut superuser] {
                one.begin("");
                if let Err(refusal) = one.attempt(call) {
                    assert_ne!(
                        refusal.state, "XX000",
                        "{teardown}, then {call}: {refusal:?}"
                    );
                }
                one.rollback();
            }
        }
        // Whatever it is, the superuser gets rid of it.
        let dropped = superuser.attempt("SELECT feed.drop('home')");
        println!("{teardown}: feed.drop says {:?}", dropped.err());
        superuser.run(
            "DROP EXTENSION pg_feed CASCADE;
             DROP SCHEMA IF EXISTS home, home_data, elsewhere, elsewhere_data CASCADE;
             DROP FUNCTION IF EXISTS public.posts_by;
             DROP TABLE IF EXISTS posts, users, follows, memberships, blocks, mutes CASCADE;
             CREATE EXTENSION pg_feed",
        );
    }
    assert_eq!(backend, superuser.text("SELECT pg_backend_pid()"));
}
