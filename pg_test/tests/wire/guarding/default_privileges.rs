//! Default privileges of an installation: whatever they grant on new objects, a feed is open to those alone to whom
//! `feed.grant_access` gave it, before and after `feed.alter` made its functions anew.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::quote::{ident, literal};
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::{fixture, plain};

/// What the roles but the owner may do with the feed's objects, as `role privilege on object`.
fn granted(session: &mut Session) -> Vec<String> {
    session.column(
        "WITH object AS (
             SELECT 'schema ' || nspname AS name, nspowner AS owner,
                    coalesce(nspacl, acldefault('n', nspowner)) AS acl
             FROM pg_namespace
             WHERE nspname IN ('home', 'home_data')
             UNION ALL
             SELECT 'function ' || proname, proowner, coalesce(proacl, acldefault('f', proowner))
             FROM pg_proc
             WHERE pronamespace IN ('home'::regnamespace, 'home_data'::regnamespace)
             UNION ALL
             SELECT 'table ' || relname, relowner, coalesce(relacl, acldefault('r', relowner))
             FROM pg_class
             WHERE relnamespace IN ('home'::regnamespace, 'home_data'::regnamespace) AND relkind <> 'i')
         SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
                || ' ' || a.privilege_type || CASE WHEN a.is_grantable THEN ' with grant option' ELSE '' END
                || ' on ' || o.name
         FROM object AS o, aclexplode(o.acl) AS a
         WHERE a.grantee <> o.owner
         ORDER BY 1",
    )
}

/// What `feed.grant_access` gives.
fn access_of(role: &str) -> Vec<String> {
    [
        "EXECUTE on function cool",
        "EXECUTE on function dismiss",
        "EXECUTE on function engagement_hourly_rows",
        "EXECUTE on function explain",
        "EXECUTE on function feed_for",
        "EXECUTE on function feed_page",
        "EXECUTE on function mark_seen",
        "EXECUTE on function mutuals_of",
        "EXECUTE on function new_posts_since",
        "EXECUTE on function post_stats_rows",
        "EXECUTE on function posts_by",
        "EXECUTE on function posts_in",
        "EXECUTE on function public_timeline",
        "EXECUTE on function similar_posts",
        "EXECUTE on function similar_users",
        "EXECUTE on function suggest_for",
        "EXECUTE on function timeline_for",
        "EXECUTE on function trending_posts",
        "EXECUTE on function trending_rows",
        "EXECUTE on function warm",
        "SELECT on table engagement_hourly",
        "SELECT on table post_stats",
        "SELECT on table signal_counts",
        "SELECT on table trending",
        "USAGE on schema home",
    ]
    .iter()
    .map(|right| format!("{role} {right}"))
    .collect()
}

/// All that can be given away beforehand, by the roles that make a feed's objects and own them.
fn give_away(session: &mut Session, givers: &[&str], takers: &[String], within: &str) {
    for giver in givers {
        for taker in takers {
            let option = if taker == "PUBLIC" {
                ""
            } else {
                "WITH GRANT OPTION"
            };
            for objects in ["FUNCTIONS", "TABLES", "SCHEMAS"] {
                // Default privileges within a schema are never about schemas.
                if within.is_empty() || objects != "SCHEMAS" {
                    session.run(&format!(
                        "ALTER DEFAULT PRIVILEGES FOR ROLE {} {within} GRANT ALL ON {objects} TO {taker} {option}",
                        ident(giver)
                    ));
                }
            }
        }
    }
}

/// Narrower keys: every function of the feed is another one afterwards.
const NARROWER: &str = "
ALTER TABLE posts ALTER COLUMN id TYPE integer, ALTER COLUMN author_id TYPE integer;
ALTER TABLE users ALTER COLUMN id TYPE integer;
ALTER TABLE follows ALTER COLUMN follower_id TYPE integer, ALTER COLUMN followee_id TYPE integer;
SELECT feed.alter('home', '{}')";

fn assert_closed(step: &str, superuser: &mut Session, stranger: &mut Session, wanted: &[String]) {
    assert_eq!(granted(superuser), wanted, "{step}");
    for statement in [
        "SELECT * FROM home.timeline_for(1)",
        "SELECT * FROM home.public_timeline()",
        "SELECT * FROM home_data.layout",
        "CREATE TABLE home.mine ()",
        "CREATE TABLE home_data.mine ()",
    ] {
        stranger.refused("42501", statement);
    }
}

#[test]
fn default_privileges_open_nothing_of_a_feed() {
    for owned_by_superuser in [false, true] {
        let (owner, reader, stranger) = (
            Role::new("owner"),
            Role::new("reader"),
            Role::new("stranger"),
        );
        let database = Database::new();
        owner.may_create_in(&database);
        let mut superuser = database.connect();
        let giver = superuser.text("SELECT current_user");
        let givers = [giver.as_str(), owner.name()];
        let takers = [
            "PUBLIC".to_string(),
            ident(stranger.name()),
            ident(reader.name()),
        ];
        give_away(&mut superuser, &givers, &takers, "");
        let mut session = match owned_by_superuser {
            true => database.connect(),
            false => database.connect_as(owner.name()),
        };
        let mut app = plain::app();
        fixture::declare(&mut session);
        fixture::define(&mut session, &app);
        // The app's own tables are what the privileges were meant for; the reader keeps only what a feed needs.
        let mut outsider = database.connect_as(stranger.name());
        assert_closed("made", &mut superuser, &mut outsider, &[]);
        session.run(&format!(
            "SELECT feed.grant_access('home', {})",
            literal(reader.name())
        ));
        let wanted = access_of(reader.name());
        assert_closed("granted", &mut superuser, &mut outsider, &wanted);
        session.run("SELECT feed.alter('home', '{}')");
        assert_closed("altered", &mut superuser, &mut outsider, &wanted);
        give_away(&mut superuser, &givers, &takers, "IN SCHEMA home");
        session.run(NARROWER);
        app.user = pg_test::key::KeyType::Integer;
        assert_closed("narrower", &mut superuser, &mut outsider, &wanted);
        assert_reads(&database, &reader, &mut session, &app);
        session.run(&format!(
            "SELECT feed.revoke_access('home', {})",
            literal(reader.name())
        ));
        assert_closed("revoked", &mut superuser, &mut outsider, &[]);
    }
}

fn assert_reads(database: &Database, reader: &Role, owner: &mut Session, app: &App) {
    fixture::assert_exact("with narrower keys", owner, app);
    let mut session = database.connect_as(reader.name());
    for read in ["home.timeline_for(1)", "home.posts_by(2, 1)"] {
        let rows = session.rows(&format!("SELECT * FROM {read}"));
        assert!(!rows.is_empty(), "{read} shows a reader nothing");
    }
}

#[test]
fn access_for_everybody_survives_too() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    session.run("SELECT feed.grant_access('home', 'public')");
    let before = granted(&mut session);
    assert_eq!(before, access_of("PUBLIC"));
    session.run(NARROWER);
    assert_eq!(granted(&mut session), before);
}

#[test]
fn functions_of_others_keep_their_rights() {
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    // As CREATE EXTENSION ... SCHEMA home would leave there.
    session.run(
        "CREATE FUNCTION home.handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler'",
    );
    let for_all = "SELECT proacl IS NULL FROM pg_proc WHERE oid = 'home.handler()'::regprocedure";
    session.run("SELECT feed.alter('home', '{}')");
    assert!(session.truth(for_all));
    session.run(NARROWER);
    assert!(session.truth(for_all));
}
