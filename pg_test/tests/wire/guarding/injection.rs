//! Names that try to end whatever they stand in: a quote, a comment, a dollar-quoted body, a line. Nothing they carry may run.

use pg_test::cluster::{Database, maintenance};
use pg_test::quote::{ident, literal};
use pg_test::session::Session;

/// Each makes a table if it ever stands where SQL is read; names have room for 63 bytes.
const PAYLOADS: [&str; 8] = [
    "\nCREATE TABLE public.pwned(); --",
    "a\r\n;CREATE TABLE public.pwned();--",
    "*/ CREATE TABLE public.pwned(); /*",
    "'; CREATE TABLE public.pwned(); --",
    "\"; CREATE TABLE public.pwned(); --",
    "$$; CREATE TABLE public.pwned(); --",
    "\\'; CREATE TABLE public.pwned(); --",
    "{feed} {role} {posts} {} %s %I $1",
];

fn name(prefix: &str, payload: &str) -> String {
    format!("{prefix}{payload}")
}

fn assert_unharmed(session: &mut Session, what: &str) {
    let made = session.truth("SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'pwned')");
    assert!(!made, "{what}: SQL in a name was run");
}

/// A role of the cluster with a hostile name; dropped with the value, after its database.
struct Hostile(String);

impl Hostile {
    fn new(prefix: &str, payload: &str) -> Self {
        let role = name(&format!("{prefix}{}", std::process::id()), payload);
        maintenance().run(&format!(
            "DROP ROLE IF EXISTS {0}; CREATE ROLE {0}",
            ident(&role)
        ));
        Self(role)
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        let _ = maintenance().attempt(&format!("DROP ROLE {}", ident(&self.0)));
    }
}

fn declare(session: &mut Session, payload: &str) {
    session.run(&format!(
        "CREATE SCHEMA {schema};
         CREATE TABLE {schema}.{posts} ({id} bigint PRIMARY KEY, {author} bigint, {at} timestamptz, {grp} bigint, {reply} bigint, {pin} boolean, {state} text);
         CREATE TABLE {schema}.{edges} ({a} bigint, {b} bigint, {state} text);
         INSERT INTO {schema}.{posts} SELECT i, i % 5, '2025-06-01', NULL, NULL, NULL, 'on' FROM generate_series(1, 50) AS i;
         INSERT INTO {schema}.{edges} VALUES (1, 2, 'on'), (1, 3, 'on'), (4, 1, 'off')",
        schema = ident(&name("s", payload)),
        posts = ident(&name("p", payload)),
        edges = ident(&name("e", payload)),
        id = ident(&name("i", payload)),
        author = ident(&name("w", payload)),
        at = ident(&name("t", payload)),
        grp = ident(&name("g", payload)),
        reply = ident(&name("r", payload)),
        pin = ident(&name("n", payload)),
        state = ident(&name("c", payload)),
        a = ident(&name("a", payload)),
        b = ident(&name("b", payload)),
    ));
}

/// Every definition call and every read, with every name hostile.
fn tour(session: &mut Session, feed: &str, payload: &str, reader: &str) {
    let table = |letter: &str| {
        literal(&format!(
            "{}.{}",
            ident(&name("s", payload)),
            ident(&name(letter, payload))
        ))
    };
    let column = |letter: &str| literal(&name(letter, payload));
    let state = ident(&name("c", payload));
    let condition = literal(&format!(
        "{state} = 'on' -- '\n /* \" */ AND {state} <> E'\\n; CREATE TABLE public.pwned(); --'"
    ));
    let quoted = literal(feed);
    let calls = format!(
        "SELECT feed.create({quoted}, {posts}, {edges}, post_id => {i}, post_author => {w}, post_created_at => {t}, post_parent => {r},
                post_group => {g}, post_pinned => {n}, post_visible => {condition}, follow_follower => {a}, follow_followee => {b},
                follow_active => {condition}, build_indexes => 'all');;
         SELECT feed.add_groups({quoted}, {edges}, {a}, {b}, {condition});;
         SELECT feed.add_accounts({quoted}, {posts}, {i}, {condition}, {condition});;
         SELECT feed.add_exclusion({quoted}, {edges}, {b}, {a}, true, {condition});;
         SELECT feed.configure({quoted}, jsonb_build_object('timeline.replies', 'followed', 'security.viewer',
                'NULLIF(current_setting(''app.me'', true), ''x --'')::bigint'));;
         SELECT feed.alter({quoted}, jsonb_build_object('post_public', {condition}));;
         SELECT feed.grant_access({quoted}, {reader});;
         SELECT count(*) FROM feed.doctor({quoted});;
         SELECT count(*) FROM feed.settings({quoted});;
         SELECT count(*) FROM feed.definition;;
         SELECT count(*) FROM feed.status",
        posts = table("p"),
        edges = table("e"),
        i = column("i"),
        w = column("w"),
        t = column("t"),
        r = column("r"),
        g = column("g"),
        n = column("n"),
        a = column("a"),
        b = column("b"),
        reader = literal(reader),
    );
    // One by one, so that a refusal names its call.
    for call in calls.split(";;\n") {
        session.run(call);
    }
    let schema = ident(feed);
    session.run("SET app.me = '1'");
    session.run(&format!(
        "SELECT * FROM {schema}.timeline_for(1); SELECT * FROM {schema}.posts_by(2, 1);
         SELECT * FROM {schema}.public_timeline(1); SELECT * FROM {schema}.timeline_for(1, 5, NULL, ARRAY['own'])"
    ));
    assert_eq!(
        session.number(&format!(
            "SELECT count(*) FROM {schema}.timeline_for(1, 1000, NULL, ARRAY['own', 'follow'])"
        )),
        10
    );
}

#[test]
fn nothing_in_a_name_is_run() {
    for payload in PAYLOADS {
        let owner = Hostile::new("o", payload);
        let reader = Hostile::new("r", payload);
        let database = Database::new();
        let mut session = database.connect();
        session.run(&format!(
            "GRANT CREATE ON DATABASE {} TO {role}; GRANT CREATE ON SCHEMA public TO {role}; SET ROLE {role}",
            ident(database.name()),
            role = ident(&owner.0)
        ));
        declare(&mut session, payload);
        tour(&mut session, "plain", payload, &reader.0);
        assert_unharmed(
            &mut session,
            &format!("names of tables, columns and roles: {payload:?}"),
        );
        // A feed's own name: taken, then it must be harmless, or refused.
        let feed = name("f", payload);
        let create = format!(
            "SELECT feed.create({}, {}, post_id => {}, post_author => {}, post_created_at => {})",
            literal(&feed),
            literal(&format!(
                "{}.{}",
                ident(&name("s", payload)),
                ident(&name("p", payload))
            )),
            literal(&name("i", payload)),
            literal(&name("w", payload)),
            literal(&name("t", payload))
        );
        if session.attempt(&create).is_ok() {
            session.run(&format!("SELECT feed.drop({})", literal(&feed)));
            tour(&mut session, &feed, payload, &reader.0);
            session.run(&format!(
                "SELECT feed.revoke_access({0}, {1}); SELECT feed.remove_groups({0}); SELECT feed.remove_accounts({0}); SELECT feed.drop({0})",
                literal(&feed),
                literal(&reader.0)
            ));
        }
        assert_unharmed(&mut session, &format!("the feed's name: {payload:?}"));
        session.run(&format!(
            "SELECT feed.revoke_access('plain', {}); SELECT feed.drop('plain'); RESET ROLE",
            literal(&reader.0)
        ));
        assert_unharmed(&mut session, &format!("at the end: {payload:?}"));
    }
}
