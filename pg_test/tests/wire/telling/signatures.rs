//! Names, arguments, defaults, results, volatility, owners and rights of all functions, as the contract lists them.

use pg_test::cluster::Database;
use pg_test::quote::{ident, literal};
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::signature::{BEHIND_VIEWS, DEFINITION, OTHERS, READS, SCORES, Signature};
use pg_test::{fixture, plain};

/// Finds the one function of that name, and compares all that the contract fixes.
fn check(session: &mut Session, schema: &str, signature: &Signature) -> String {
    let name = signature.name;
    let oids = session.column(&format!(
        "SELECT oid FROM pg_proc WHERE pronamespace = {}::regnamespace AND proname = {}",
        literal(&ident(schema)),
        literal(name)
    ));
    assert_eq!(oids.len(), 1, "{schema}.{name} is there once");
    let oid = oids[0].clone();
    let arguments = session.rows(&format!(
        "SELECT proargnames[n], format_type(proargtypes[n - 1], NULL), pg_get_function_arg_default(oid, n)
         FROM pg_proc, generate_series(1, pronargs) AS n
         WHERE oid = {oid}
         ORDER BY n"
    ));
    assert_eq!(
        arguments.len(),
        signature.arguments.len(),
        "{schema}.{name}: {arguments:?}"
    );
    for (there, (argument, kind, default)) in arguments.iter().zip(signature.arguments) {
        let where_ = format!("{schema}.{name}, argument {argument}: {there:?}");
        assert_eq!(there[0].as_deref(), Some(*argument), "{where_}");
        let kind_there = there[1].clone().unwrap();
        assert!(
            session.truth(&format!(
                "SELECT {}::regtype = {}::regtype",
                literal(&kind_there),
                literal(kind)
            )),
            "{where_}"
        );
        assert_eq!(there[2].is_some(), default.is_some(), "{where_}");
        if let (Some(there), Some(wanted)) = (&there[2], default) {
            let equal = format!("SELECT ({there})::{kind} IS NOT DISTINCT FROM ({wanted})::{kind}");
            assert!(session.truth(&equal), "{where_}");
        }
    }
    if let Some(result) = signature.result {
        let there = session.text(&format!("SELECT pg_get_function_result({oid})"));
        assert_eq!(there, result, "{schema}.{name}");
    }
    oid
}

#[test]
fn definition_calls_have_the_contracts_signatures() {
    let database = Database::new();
    let mut session = database.connect();
    for signature in &DEFINITION {
        check(&mut session, "feed", signature);
    }
}

#[test]
fn pure_functions_have_the_contracts_signatures() {
    let database = Database::new();
    let mut session = database.connect();
    for signature in &SCORES {
        let oid = check(&mut session, "feed", signature);
        let properties = session.text(&format!(
            "SELECT provolatile::text || proisstrict || proparallel::text FROM pg_proc WHERE oid = {oid}"
        ));
        assert_eq!(
            properties, "itrues",
            "feed.{} is immutable, strict, parallel safe",
            signature.name
        );
    }
    let aggregate = session.text(
        "SELECT prokind::text || ' ' || proparallel::text || ' ' || pg_get_function_identity_arguments(oid)
         FROM pg_proc
         WHERE proname = 'hot_sum' AND pronamespace = 'feed'::regnamespace",
    );
    assert_eq!(
        aggregate,
        "a s weight double precision, at timestamp with time zone, half_life interval"
    );
}

#[test]
fn views_have_the_contracts_columns() {
    let database = Database::new();
    let mut session = database.connect();
    for (view, columns) in [
        (
            "status",
            "feed,pending,pending_age,windows,entries,bytes,last_maintained,worker_pid,last_error",
        ),
        ("definition", "feed,owner,posts,definition"),
    ] {
        let there = session.text(&format!(
            "SELECT string_agg(attname, ',' ORDER BY attnum)
             FROM pg_attribute
             WHERE attrelid = 'feed.{view}'::regclass AND attnum > 0 AND NOT attisdropped"
        ));
        assert_eq!(there, columns, "feed.{view}");
    }
}

const ODD_TABLES: &str = "
CREATE TABLE posts (id text PRIMARY KEY, author_id uuid, created_at timestamp, circle smallint);
CREATE TABLE follows (follower_id uuid, followee_id uuid);
CREATE TABLE members (user_id uuid, group_id smallint)";

const ODD_FEED: &str = "
SELECT feed.create('home', 'posts', 'follows', post_group => 'circle');
SELECT feed.add_groups('home', 'members')";

#[test]
fn reads_have_the_contracts_signatures() {
    let owner = Role::new("owner");
    let reader = Role::new("reader");
    let database = Database::new();
    owner.may_create_in(&database);
    let mut session = database.connect_as(owner.name());
    session.run(ODD_TABLES);
    session.run(ODD_FEED);
    for signature in &READS {
        let oid = check(&mut session, "home", signature);
        let properties = session.text(&format!(
            "SELECT provolatile::text || prosecdef FROM pg_proc WHERE oid = {oid}"
        ));
        assert_eq!(
            properties, "sfalse",
            "home.{} is STABLE and runs as its caller",
            signature.name
        );
        let rows = session.number(&format!(
            "SELECT prorows::bigint FROM pg_proc WHERE oid = {oid}"
        ));
        assert!(
            rows <= 100,
            "the planner expects {rows} rows of home.{}",
            signature.name
        );
    }
    for signature in &OTHERS {
        check(&mut session, "home", signature);
    }
    owners_and_rights(&mut session, owner.name(), reader.name());
}

/// Whoever defined the feed owns it; nobody else may do anything with it until access is granted.
fn owners_and_rights(session: &mut Session, owner: &str, reader: &str) {
    let strangers = session.column(&format!(
        "SELECT 'schema ' || nspname FROM pg_namespace
         WHERE nspname IN ('home', 'home_data') AND nspowner <> {owner}::regrole
         UNION ALL
         SELECT 'relation ' || oid::regclass FROM pg_class
         WHERE relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('home', 'home_data')) AND relowner <> {owner}::regrole
         UNION ALL
         SELECT 'function ' || oid::regprocedure FROM pg_proc
         WHERE pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('home', 'home_data')) AND proowner <> {owner}::regrole",
        owner = literal(&ident(owner))
    ));
    assert!(
        strangers.is_empty(),
        "not owned by the feed's owner: {strangers:?}"
    );
    let open = "SELECT 'schema ' || nspname FROM pg_namespace
         WHERE nspname IN ('home', 'home_data') AND has_schema_privilege({role}, oid, 'USAGE, CREATE')
         UNION ALL
         SELECT 'function ' || oid::regprocedure FROM pg_proc
         WHERE pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('home', 'home_data'))
         AND has_function_privilege({role}, oid, 'EXECUTE')
         UNION ALL
         SELECT 'relation ' || oid::regclass FROM pg_class
         WHERE relkind IN ('r', 'v', 'm', 'p')
         AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('home', 'home_data'))
         AND has_table_privilege({role}, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
        .replace("{role}", &literal(reader));
    let rights = session.column(&open);
    assert!(rights.is_empty(), "a role without access has: {rights:?}");
    session.run(&format!(
        "SELECT feed.grant_access('home', {})",
        literal(reader)
    ));
    let rights = session.column(&open);
    assert_eq!(
        rights
            .iter()
            .filter(|right| right.starts_with("function home."))
            .count(),
        READS.len() + OTHERS.len() + BEHIND_VIEWS,
        "{rights:?}"
    );
    assert!(
        !rights.iter().any(|right| right.contains("home_data")),
        "storage is granted to nobody: {rights:?}"
    );
    session.run(&format!(
        "SELECT feed.revoke_access('home', {})",
        literal(reader)
    ));
    let rights = session.column(&open);
    assert!(
        rights.is_empty(),
        "after revoke_access it still has: {rights:?}"
    );
}

/// Nothing that a stranger may call in schema `feed` is outside the contract.
#[test]
fn public_functions_of_the_schema_are_those_of_the_contract() {
    let stranger = Role::new("stranger");
    let database = Database::new();
    let (mut session, _) = fixture::plain_feed(&database);
    let known: Vec<&str> = DEFINITION
        .iter()
        .chain(&SCORES)
        .map(|signature| signature.name)
        .chain(["hot_sum"])
        .collect();
    let open = session.column(&format!(
        "SELECT proname FROM pg_proc
         WHERE pronamespace = 'feed'::regnamespace AND has_function_privilege({}, oid, 'EXECUTE')
         ORDER BY proname",
        literal(stranger.name())
    ));
    let more: Vec<&String> = open
        .iter()
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    println!("besides the contract's functions a stranger may execute: {more:?}");
    // What remains are support functions (types, aggregates' states, the face of a feed's reads); each must hold by itself.
    for name in more {
        let takes_a_feed = session.truth(&format!(
            "SELECT bool_or('name'::regtype = ANY(proargtypes::oid[]))
             FROM pg_proc WHERE pronamespace = 'feed'::regnamespace AND proname = {}",
            literal(name)
        ));
        let verb = session.text(&format!(
            "SELECT CASE max(prokind) WHEN 'p' THEN 'CALL' ELSE 'SELECT' END
             FROM pg_proc WHERE pronamespace = 'feed'::regnamespace AND proname = {}",
            literal(name)
        ));
        if takes_a_feed {
            let mut other = database.connect_as(stranger.name());
            other.refused("42501", &format!("{verb} feed.{}('home')", ident(name)));
        }
    }
}

#[test]
fn the_plain_feed_takes_the_named_notation() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(plain::TABLES);
    for call in plain::app().definition() {
        session.run(&call);
    }
    session.run(
        "SET search_path = public, home;
         SELECT * FROM timeline_for(42);
         SELECT * FROM timeline_for(viewer => 42, page_size => 5, after => NULL, \"only\" => ARRAY['own']);
         SELECT * FROM posts_by(author => 42, viewer => 42, page_size => 5, after => NULL, replies => true);
         SELECT * FROM public_timeline();
         SELECT * FROM public_timeline(viewer => 42, page_size => 5, after => NULL)",
    );
}
