//! `suggest_for`, `mutuals_of` and `dismiss`, case by case, with numbers computed by hand.

use pg_test::cluster::Database;
use pg_test::embedding;
use pg_test::role::Role;
use pg_test::session::Session;
use pg_test::standby::Standby;

/// Ann (1) follows 2, 3 and 4; 2 follows 5 and 6; 3 follows 5, 7 and 1; 4 follows 5, 6, 7 and 8. 9 is followed by 10 and 11 only.
fn people(database: &Database) -> Session {
    let mut session = database.connect();
    session.run(
        "CREATE TABLE users (id bigint PRIMARY KEY, hidden boolean NOT NULL DEFAULT false, shy boolean NOT NULL DEFAULT false);
         INSERT INTO users SELECT generate_series(1, 20);
         CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
         CREATE TABLE follows (follower_id bigint, followee_id bigint, muted boolean NOT NULL DEFAULT false, PRIMARY KEY (follower_id, followee_id));
         INSERT INTO follows VALUES (1, 2), (1, 3), (1, 4), (2, 5), (2, 6), (3, 5), (3, 7), (3, 1), (4, 5), (4, 6), (4, 7), (4, 8), (10, 9), (11, 9);
         CREATE TABLE members (user_id bigint, group_id bigint, PRIMARY KEY (user_id, group_id));
         CREATE TABLE blocks (blocker_id bigint, blocked_id bigint, PRIMARY KEY (blocker_id, blocked_id));
         CREATE TABLE mutes (muter_id bigint, muted_id bigint, PRIMARY KEY (muter_id, muted_id));
         SELECT feed.create('home', 'posts', 'follows', follow_active => 'NOT muted');
         SELECT feed.add_groups('home', 'members');
         SELECT feed.add_exclusion('home', 'blocks', both_ways => true);
         SELECT feed.add_exclusion('home', 'mutes', 'muter_id', 'muted_id');
         SELECT feed.add_accounts('home', 'users', visible => 'NOT hidden', discoverable => 'NOT shy')",
    );
    session
}

fn suggested(session: &mut Session, call: &str) -> Vec<String> {
    session
        .rows(&format!(
            "SELECT concat_ws(' ', user_id, round(score::numeric, 6), mutual_count, mutuals::text, source) FROM home.suggest_for({call}) ORDER BY rank"
        ))
        .into_iter()
        .map(|row| row[0].clone().unwrap())
        .collect()
}

#[test]
fn followees_of_followees_come_first() {
    let database = Database::new();
    let mut session = people(&database);
    // Two, three and four followees weigh 1 / ln 3, 1 / ln 4 and 1 / ln 5.
    let (two, three, four) = (1.0 / 3f64.ln(), 1.0 / 4f64.ln(), 1.0 / 5f64.ln());
    assert_eq!(
        suggested(&mut session, "1, 4"),
        [
            format!("5 {:.6} 3 {{2,3,4}} mutual", two + three + four),
            format!("6 {:.6} 2 {{2,4}} mutual", two + four),
            format!("7 {:.6} 2 {{3,4}} mutual", three + four),
            format!("8 {four:.6} 1 {{4}} mutual"),
        ]
    );
    assert_eq!(
        suggested(&mut session, "1, 4, 'mutual'"),
        [
            "5 3.000000 3 {2,3,4} mutual",
            "6 2.000000 2 {2,4} mutual",
            "7 2.000000 2 {3,4} mutual",
            "8 1.000000 1 {4} mutual",
        ]
    );
    // Then who is followed most.
    let all = suggested(&mut session, "1, 20");
    assert_eq!(all[4..], ["9 2.000000 0 {} popular"]);
    let ranks = session.rows("SELECT rank::text FROM home.suggest_for(1, 20)");
    assert_eq!(ranks.len(), 5);
    assert!(
        ranks
            .iter()
            .zip(1..)
            .all(|(row, rank)| row[0] == Some(rank.to_string()))
    );
}

/// Three of those who follow it are told, the smallest ones, whatever their weight.
#[test]
fn three_mutuals_are_told() {
    let database = Database::new();
    let mut session = people(&database);
    session.run("INSERT INTO follows VALUES (1, 12), (1, 13), (12, 5), (13, 5)");
    assert!(suggested(&mut session, "1, 1")[0].ends_with(" 5 {2,3,4} mutual"));
}

#[test]
fn who_is_hidden_shy_blocked_muted_or_dismissed_is_left_out() {
    for (change, gone) in [
        ("UPDATE users SET hidden = true WHERE id = 5", "5"),
        ("UPDATE users SET shy = true WHERE id = 5", "5"),
        ("DELETE FROM users WHERE id = 5", "5"),
        ("INSERT INTO blocks VALUES (1, 5)", "5"),
        ("INSERT INTO blocks VALUES (5, 1)", "5"),
        ("INSERT INTO mutes VALUES (1, 5)", "5"),
        ("INSERT INTO mutes VALUES (5, 1)", "5"),
        ("INSERT INTO follows VALUES (1, 5)", "5"),
        ("SELECT home.dismiss(1, 5)", "5"),
        ("SELECT home.dismiss(viewer => 1, account => 9)", "9"),
        ("INSERT INTO mutes VALUES (1, 9)", "9"),
        ("UPDATE users SET shy = true WHERE id = 9", "9"),
    ] {
        let database = Database::new();
        let mut session = people(&database);
        let before: Vec<String> = suggested(&mut session, "1, 20");
        let of = |line: &String| line.split(' ').next().unwrap().to_string();
        assert!(before.iter().any(|line| of(line) == gone), "{before:?}");
        session.run(change);
        let after = suggested(&mut session, "1, 20");
        assert!(
            !after.iter().any(|line| of(line) == gone),
            "{change}: {after:?}"
        );
        // Nobody else is told less of.
        let others = |lines: &[String]| {
            lines
                .iter()
                .map(of)
                .filter(|of| of != gone)
                .collect::<Vec<_>>()
        };
        let kept = others(&after);
        assert!(
            others(&before).iter().all(|one| kept.contains(one)),
            "{change}: {after:?}"
        );
    }
}

/// An inactive follow is none, neither of the viewer nor of those in between.
#[test]
fn only_active_follows_count() {
    let database = Database::new();
    let mut session = people(&database);
    session.run("UPDATE follows SET muted = true WHERE follower_id = 1 AND followee_id = 4; UPDATE follows SET muted = true WHERE follower_id = 3 AND followee_id = 1");
    let two = 1.0 / 3f64.ln();
    // 3 follows two people now, 5 and 7.
    assert_eq!(
        suggested(&mut session, "1, 3"),
        [
            format!("5 {:.6} 2 {{2,3}} mutual", 2.0 * two),
            format!("6 {two:.6} 1 {{2}} mutual"),
            format!("7 {two:.6} 1 {{3}} mutual"),
        ]
    );
}

#[test]
fn who_follows_nobody_gets_people_of_their_groups_and_popular_ones() {
    let database = Database::new();
    let mut session = people(&database);
    session.run("INSERT INTO members VALUES (20, 1), (20, 2), (15, 1), (15, 2), (14, 2), (13, 3)");
    assert_eq!(
        suggested(&mut session, "20, 4"),
        [
            "15 2.000000 0 {} group",
            "14 1.000000 0 {} group",
            "5 3.000000 0 {} popular",
            "6 2.000000 0 {} popular",
        ]
    );
    // Somebody of whom nothing is known.
    assert_eq!(
        suggested(&mut session, "99, 1"),
        ["5 3.000000 0 {} popular"]
    );
}

#[test]
fn mutuals_follow_each_other() {
    let database = Database::new();
    let mut session = people(&database);
    session.run("INSERT INTO follows VALUES (2, 1), (1, 1), (5, 1)");
    let mutuals = |session: &mut Session| {
        session.rows("SELECT user_id::text FROM home.mutuals_of(1) ORDER BY user_id")
    };
    assert_eq!(
        mutuals(&mut session),
        [[Some("2".to_string())], [Some("3".to_string())]]
    );
    session.run("UPDATE follows SET muted = true WHERE follower_id = 2 AND followee_id = 1");
    assert_eq!(mutuals(&mut session), [[Some("3".to_string())]]);
    assert!(session.rows("SELECT * FROM home.mutuals_of(99)").is_empty());
}

#[test]
fn what_is_wrong_is_refused() {
    let database = Database::new();
    let mut session = people(&database);
    for (code, call) in [
        ("22023", "home.suggest_for(1, 0)"),
        ("22023", "home.suggest_for(1, 1001)"),
        ("22023", "home.suggest_for(1, 10, 'jaccard')"),
        ("22004", "home.suggest_for(1, 10, NULL)"),
        ("22004", "home.suggest_for(1, NULL)"),
        ("22004", "home.suggest_for(NULL)"),
        ("22004", "home.mutuals_of(NULL)"),
        ("22004", "home.dismiss(NULL, 1)"),
        ("22004", "home.dismiss(1, NULL)"),
    ] {
        session.refused(code, &format!("SELECT * FROM {call}"));
    }
    session.begin("READ ONLY");
    session.refused("25006", "SELECT home.dismiss(1, 2)");
    session.rollback();
}

/// A role needs the right to call, and none on any table; it asks for the viewer of its session alone.
#[test]
fn it_is_asked_for_oneself() {
    let database = Database::new();
    let mut session = people(&database);
    let role = Role::new("web");
    session.run(&format!(
        "SELECT feed.grant_access('home', '{0}');
         SELECT feed.configure('home', jsonb_build_object('security.viewer', 'NULLIF(current_setting(''app.user_id'', true), '''')::bigint'));
         SET app.user_id = '1';
         SET ROLE {0}",
        role.name()
    ));
    let mine = suggested(&mut session, "1");
    assert_eq!(mine.len(), 5);
    assert_eq!(suggested(&mut session, "NULL"), mine);
    session.run("SELECT home.dismiss(NULL, 5)");
    assert_eq!(suggested(&mut session, "NULL")[..], mine[1..]);
    for call in ["suggest_for(2)", "mutuals_of(2)", "dismiss(2, 5)"] {
        session.refused("42501", &format!("SELECT * FROM home.{call}"));
    }
    session.refused("42501", "SELECT * FROM home_data.dismissed");
}

/// What was dismissed stays so when the feed is defined anew, and goes where keys change their type.
#[test]
fn dismissals_are_kept() {
    let database = Database::new();
    let mut session = people(&database);
    session.run("SELECT home.dismiss(1, 5); SELECT home.dismiss(1, 5)");
    let count = |session: &mut Session| session.number("SELECT count(*) FROM home_data.dismissed");
    assert_eq!(count(&mut session), 1);
    session.run("SELECT feed.alter('home', '{\"post_visible\": \"id > 0\"}')");
    assert_eq!(count(&mut session), 1);
    assert!(suggested(&mut session, "1, 1")[0].starts_with("6 "));
    // What the owner adds to a table, or takes away again, is no reason to forget.
    session.run("INSERT INTO posts (id, author_id) VALUES (1, 2); SELECT home.mark_seen(1, '{1}')");
    for change in ["ADD COLUMN noted text", "DROP COLUMN noted"] {
        for table in ["dismissed", "seen"] {
            session.run(&format!("ALTER TABLE home_data.{table} {change}"));
        }
        session.run("SELECT feed.alter('home', '{}')");
        assert_eq!(count(&mut session), 1, "{change}");
        assert!(
            suggested(&mut session, "1, 1")[0].starts_with("6 "),
            "{change}"
        );
        assert_eq!(
            session.number("SELECT home.mark_seen(1, '{1}')"),
            0,
            "{change}"
        );
    }
    session.run("DROP TABLE home_data.dismissed");
    session.refused("55000", "SELECT * FROM home.suggest_for(1)");
    session.run("SELECT feed.alter('home', '{}'); SELECT home.dismiss(1, 5)");
    assert_eq!(count(&mut session), 1);
    session.run("CREATE TABLE notes (id bigint PRIMARY KEY, author_id integer NOT NULL, created_at timestamptz NOT NULL); SELECT feed.alter('home', '{\"posts\": \"notes\"}')");
    assert_eq!(count(&mut session), 0);
}

/// A follow that stands in a table and in a child of it is one follow.
#[test]
fn who_follows_twice_counts_once() {
    let database = Database::new();
    let mut session = people(&database);
    session.run("CREATE TABLE more_follows () INHERITS (follows); INSERT INTO more_follows VALUES (2, 5), (1, 3), (12, 9)");
    assert_eq!(
        suggested(&mut session, "20, 2"),
        ["5 3.000000 0 {} popular", "9 3.000000 0 {} popular"]
    );
    assert!(suggested(&mut session, "1, 1, 'mutual'")[0].starts_with("5 3.000000 3 {2,3,4} "));
}

/// Follows may know numbers that no author can have: nobody is told of them.
#[test]
fn numbers_wider_than_those_of_authors_are_left_out() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, author_id integer NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
         CREATE TABLE follows (follower_id bigint, followee_id bigint, PRIMARY KEY (follower_id, followee_id));
         INSERT INTO follows VALUES (1, 2), (1, 3), (1, 5000000000), (5000000000, 7), (2, 7), (3, 7), (2, 5000000001), (5000000000, 1), (4, 6000000000), (5, 6000000000), (6, 6000000000), (8, 6000000000);
         SELECT feed.create('home', 'posts', 'follows')",
    );
    assert_eq!(
        suggested(&mut session, "1, 10, 'mutual'"),
        ["7 3.000000 3 {2,3} mutual"]
    );
    assert_eq!(suggested(&mut session, "9, 1"), ["7 3.000000 0 {} popular"]);
    assert!(session.rows("SELECT * FROM home.mutuals_of(1)").is_empty());
}

/// On a standby, and without a transaction id.
#[test]
fn it_only_reads() {
    let database = Database::new();
    let mut session = people(&database);
    session.begin("");
    suggested(&mut session, "1");
    session.rows("SELECT * FROM home.mutuals_of(1)");
    assert!(session.truth("SELECT pg_current_xact_id_if_assigned() IS NULL"));
    session.rollback();
    let want = suggested(&mut session, "1, 20");
    let Some(standby) = Standby::new() else {
        return;
    };
    let mut there = standby.connect(database.name());
    assert!(there.truth("SELECT pg_is_in_recovery()"));
    assert_eq!(suggested(&mut there, "1, 20"), want);
}

/// Behind people whom followees follow come those of like interest, the nearest first, and only then groups.
#[test]
fn people_of_like_interest_come_before_those_of_the_same_groups() {
    let database = Database::new();
    let mut session = people(&database);
    if !embedding::install(&mut session, "public") {
        return;
    }
    session.run(
        "ALTER TABLE posts ADD COLUMN embedding vector(2);
         INSERT INTO posts (id, author_id, embedding) VALUES (101, 19, '[1,0]'), (102, 19, '[0,1]'), (103, 19, '[1,1]');
         CREATE TABLE likes (user_id bigint, post_id bigint, created_at timestamptz DEFAULT now());
         INSERT INTO likes VALUES (20, 101), (15, 101), (14, 103), (13, 102), (12, 101);
         INSERT INTO members VALUES (20, 1), (15, 1), (11, 1);
         INSERT INTO follows VALUES (20, 18), (18, 14);
         UPDATE users SET shy = true WHERE id = 12;
         SELECT feed.add_signal('home', 'likes', 'likes');
         SELECT feed.add_embedding('home')",
    );
    let mutual = 1.0 / 2f64.ln();
    assert_eq!(
        suggested(&mut session, "20, 5"),
        [
            format!("14 {mutual:.6} 1 {{18}} mutual"),
            "15 1.000000 0 {} interest".to_string(),
            "13 0.000000 0 {} interest".to_string(),
            "11 1.000000 0 {} group".to_string(),
            "5 3.000000 0 {} popular".to_string(),
        ]
    );
}

/// By index, whoever has the longer list: account 1 is followed by two thirds of 400 and follows 40, account 2 the other way round.
#[test]
fn mutuals_are_the_same_from_either_list() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        "CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
         CREATE TABLE follows (follower_id bigint, followee_id bigint, PRIMARY KEY (follower_id, followee_id));
         INSERT INTO follows SELECT 1, a FROM generate_series(10, 400, 10) AS a;
         INSERT INTO follows SELECT a, 1 FROM generate_series(1, 400) AS a WHERE a % 3 > 0;
         INSERT INTO follows SELECT 2, a FROM generate_series(2, 400) AS a WHERE a % 3 > 0;
         INSERT INTO follows SELECT a, 2 FROM generate_series(10, 400, 10) AS a;
         SELECT feed.create('home', 'posts', 'follows')",
    );
    for account in [1, 2] {
        assert_eq!(
            session.rows(&format!(
                "SELECT array_agg(user_id) FROM home.mutuals_of({account})"
            )),
            session.rows(&format!(
                "SELECT array_agg(f.followee_id ORDER BY f.followee_id)
                 FROM follows AS f
                 JOIN follows AS b ON b.follower_id = f.followee_id AND b.followee_id = f.follower_id
                 WHERE f.follower_id = {account} AND f.followee_id <> {account}"
            )),
            "account {account}"
        );
    }
}
