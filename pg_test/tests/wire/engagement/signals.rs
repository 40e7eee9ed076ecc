//! Signals come, change and go, and so do the settings by which they are scored: reads show it at once, whatever is pending.

use std::time::{Duration, Instant};

use pg_test::cluster::Database;
use pg_test::engagement::plain::{self, assert_exact, assert_throughout};
use pg_test::engagement::{DAY, Engagement, HOUR, Scoring, Signal, settle};
use pg_test::fixture;
use pg_test::session::Session;

/// Reached only where something is wrong.
const LIMIT: Duration = Duration::from_secs(60);

/// The plain app with its rows and the feed, but only the first so many signals; some changes are pending.
fn scene(database: &Database, signals: usize) -> (Session, Engagement) {
    let mut session = database.connect();
    let mut engagement = plain::engagement();
    engagement.signals.truncate(signals);
    plain::declare(&mut session);
    fixture::define(&mut session, &engagement.app);
    engagement.define(&mut session);
    settle::apply(&mut session, &engagement);
    write(&mut session);
    (session, engagement)
}

/// Some changes of every table, different ones each time.
fn write(session: &mut Session) {
    session.run(
        "INSERT INTO likes (post_id, user_id) SELECT 400 + i % 9, 1000 + (random() * 1e9)::int FROM generate_series(1, 9) AS i;
         DELETE FROM likes WHERE post_id = (SELECT max(post_id) FROM likes WHERE post_id < 399);
         INSERT INTO comments (post_id, user_id, hidden) SELECT 401 + i, i, i = 1 FROM generate_series(1, 3) AS i;
         UPDATE comments SET hidden = NOT hidden WHERE id = (SELECT max(id) FROM comments WHERE hidden);
         INSERT INTO bookmarks VALUES (404, 3), (405, 3);
         UPDATE reactions SET kind = 'wow' WHERE ctid = (SELECT min(ctid) FROM reactions WHERE kind = 'sad');
         INSERT INTO posts (author_id, parent_id) VALUES (3, 401), (2, NULL)",
    );
}

#[test]
fn signals_are_added_to_tables_with_rows() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 0);
    assert_throughout("no signal at all", &mut session, &engagement);
    for signal in plain::engagement().signals {
        let label = format!("{} added", signal.name);
        write(&mut session);
        session.run(&signal.add("home"));
        engagement.signals.push(signal);
        assert_exact(&label, &mut session, &engagement);
        write(&mut session);
        assert_exact(&label, &mut session, &engagement);
        if engagement.signals.len() % 3 == 1 {
            session.run("SELECT feed.maintain('home', 1)");
            assert_exact(&label, &mut session, &engagement);
        }
    }
    assert_throughout("all signals", &mut session, &engagement);
}

/// Maintenance takes 10,000 events at once: what it does not take before it counts the table is counted with it, once.
#[test]
fn a_signal_with_more_pending_than_a_batch_is_counted_once() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 2);
    let bookmarks = plain::engagement().signals.remove(2);
    session.run(&bookmarks.add("home"));
    session.run("INSERT INTO bookmarks SELECT 401 + i % 7, i FROM generate_series(1, 10500) AS i");
    engagement.signals.push(bookmarks);
    assert_throughout("more than a batch", &mut session, &engagement);
}

#[test]
fn a_signal_is_added_beside_its_own_rows_in_one_transaction() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 1);
    let bookmarks = plain::engagement().signals.remove(2);
    session.begin("");
    session.run("INSERT INTO bookmarks VALUES (401, 1), (402, 1)");
    session.run(&bookmarks.add("home"));
    session.run("INSERT INTO bookmarks VALUES (401, 2); DELETE FROM bookmarks WHERE post_id = 402");
    session.rollback();
    assert_throughout("rolled back", &mut session, &engagement);
    session.begin("");
    session.run("INSERT INTO bookmarks VALUES (401, 1), (402, 1)");
    session.run(&bookmarks.add("home"));
    session.run("INSERT INTO bookmarks VALUES (401, 2); DELETE FROM bookmarks WHERE post_id = 402");
    session.commit();
    engagement.signals.push(bookmarks);
    assert_throughout("committed", &mut session, &engagement);
}

#[test]
fn a_signal_is_added_beside_an_open_writer() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 1);
    let bookmarks = plain::engagement().signals.remove(2);
    let mut writer = database.connect();
    writer.begin("");
    writer.run("INSERT INTO bookmarks SELECT 400, i FROM generate_series(1, 30) AS i; DELETE FROM bookmarks WHERE post_id = 310");
    let mut other = database.connect();
    let add = bookmarks.add("home");
    std::thread::scope(|scope| {
        let adding = scope.spawn(move || other.run(&add));
        // It waits for the writer, or has found another way.
        let start = Instant::now();
        let waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')";
        while !adding.is_finished() && !session.truth(waits) {
            assert!(start.elapsed() < LIMIT, "neither waits nor ends");
            std::thread::sleep(Duration::from_millis(5));
        }
        writer.commit();
    });
    engagement.signals.push(bookmarks);
    assert_throughout("added beside a writer", &mut session, &engagement);
}

#[test]
fn a_removed_signal_counts_no_more_and_comes_back_in_its_place() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 7);
    for place in [1, 3, 6] {
        session.run(&engagement.signals[place].remove("home"));
        engagement.signals[place].removed = true;
        let label = format!("{} removed", engagement.signals[place].name);
        assert_exact(&label, &mut session, &engagement);
        write(&mut session);
        assert_exact(&label, &mut session, &engagement);
    }
    assert_throughout("three removed", &mut session, &engagement);
    // Other rows under the old name, another weight, and as it was.
    engagement.signals[1] = Signal {
        weight: Some(2.5),
        ..engagement.signals[2].clone()
    };
    engagement.signals[1].name = "comments".to_string();
    engagement.signals[3].removed = false;
    engagement.signals[3].active = Some("kind <> 'sad'".to_string());
    engagement.signals[6].removed = false;
    for place in [6, 1, 3] {
        session.run(&engagement.signals[place].add("home"));
        // Only what is there again can be compared.
        let mut now = engagement.clone();
        if place != 3 {
            now.signals[3].removed = true;
        }
        if place == 6 {
            now.signals[1].removed = true;
        }
        let label = format!("{} again", engagement.signals[place].name);
        assert_exact(&label, &mut session, &now);
        write(&mut session);
        assert_exact(&label, &mut session, &now);
    }
    assert_throughout("all again", &mut session, &engagement);
    session.begin("");
    session.run(&engagement.signals[0].remove("home"));
    session.rollback();
    assert_throughout("a removal rolled back", &mut session, &engagement);
}

/// What is counted of other rows counts no more, though maintenance had no time to forget it.
#[test]
fn a_signal_comes_back_as_another_at_once() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 7);
    assert_throughout("counted", &mut session, &engagement);
    session.run(&engagement.signals[3].remove("home"));
    engagement.signals[3].active = Some("kind <> 'sad'".to_string());
    session.run(&engagement.signals[3].add("home"));
    assert_exact("other rows", &mut session, &engagement);
    session.run("ALTER TABLE bookmarks ALTER post_id TYPE bigint USING 404 + user_id % 3");
    assert_exact("rows rewritten in place", &mut session, &engagement);
    session.run(
        "INSERT INTO bookmarks VALUES (404, 3), (405, 3); DELETE FROM reactions WHERE kind = 'wow'",
    );
    assert_throughout("and changed", &mut session, &engagement);
}

#[test]
fn weights_and_half_lives_hold_at_once() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 7);
    let all_times = Scoring::of_all_times;
    let weights = |weights: [Option<f64>; 7], scoring: Scoring| (weights, scoring);
    let usual = [None; 7];
    let odd = [
        Some(0.1),
        Some(0.0),
        Some(7.3),
        Some(1e-6),
        Some(1e6),
        Some(0.3),
        Some(2.0),
    ];
    let none = [Some(0.0); 7];
    for (number, (weights, scoring)) in [
        weights(odd, all_times()),
        weights(none, all_times()),
        weights(
            odd,
            Scoring {
                half_life: HOUR,
                base: 1e-6,
                ..all_times()
            },
        ),
        weights(
            odd,
            Scoring {
                half_life: 30 * DAY,
                base: 1e6,
                offset_hours: 0.5,
                exponent: 3.0,
                ..all_times()
            },
        ),
        weights(
            odd,
            Scoring {
                half_life: 5_401,
                max_age: 30 * HOUR,
                exponent: 0.25,
                ..all_times()
            },
        ),
        weights(usual, all_times()),
    ]
    .into_iter()
    .enumerate()
    {
        for (place, signal) in engagement.signals.iter_mut().enumerate() {
            let as_added = plain::engagement().signals[place].weight;
            signal.weight = weights[place].or(as_added);
        }
        engagement.scoring = scoring;
        session.run(&engagement.configure());
        let label = format!("settings {number}");
        assert_exact(&label, &mut session, &engagement);
        write(&mut session);
        session.run("SELECT feed.maintain('home', 1)");
        assert_exact(&label, &mut session, &engagement);
    }
    assert_throughout("at last", &mut session, &engagement);
    session.begin("");
    engagement.signals[0].weight = Some(99.0);
    session.run(&engagement.configure());
    session.rollback();
    engagement.signals[0].weight = None;
    assert_throughout("a change rolled back", &mut session, &engagement);
}

#[test]
fn hours_are_kept_as_long_as_the_setting_says() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 7);
    settle::apply(&mut session, &engagement);
    for keep in [
        Some(200 * DAY),
        Some(30 * HOUR),
        Some(9 * DAY),
        None,
        Scoring::of_all_times().keep,
    ] {
        engagement.scoring.keep = keep;
        session.run(&engagement.configure());
        let label = format!("kept for {keep:?} seconds");
        assert_exact(&label, &mut session, &engagement);
        write(&mut session);
        assert_throughout(&label, &mut session, &engagement);
    }
}

#[test]
fn settings_tell_weights_and_defaults() {
    let database = Database::new();
    let (mut session, _) = scene(&database, 4);
    let settings = |session: &mut Session| {
        session.column(
            "SELECT setting || ' ' || value::float8 || ' ' || default_value::float8
             FROM feed.settings('home')
             WHERE setting LIKE 'weight.%' OR setting IN ('trending.base', 'gravity.exponent', 'gravity.offset_hours')
             ORDER BY 1",
        )
    };
    session.run("SELECT feed.configure('home', '{\"weight.likes\": 2.5, \"trending.base\": 3, \"gravity.exponent\": null}')");
    assert_eq!(
        settings(&mut session),
        [
            "gravity.exponent 1.5 1.5",
            "gravity.offset_hours 2 2",
            "trending.base 3 1",
            "weight.bookmarks 10 10",
            "weight.comments 13.5 13.5",
            "weight.likes 2.5 1",
            "weight.wow 3 3",
        ]
    );
    session.run("SELECT feed.configure('home', '{\"weight.likes\": null, \"trending.base\": null}'); SELECT feed.remove_signal('home', 'wow')");
    assert_eq!(
        settings(&mut session),
        [
            "gravity.exponent 1.5 1.5",
            "gravity.offset_hours 2 2",
            "trending.base 1 1",
            "weight.bookmarks 10 10",
            "weight.comments 13.5 13.5",
            "weight.likes 1 1",
        ]
    );
}

#[test]
fn the_feed_is_bound_anew() {
    let database = Database::new();
    let (mut session, mut engagement) = scene(&database, 7);
    session.run("SELECT feed.alter('home', '{}')");
    assert_throughout("bound anew", &mut session, &engagement);
    session.run(
        "ALTER TABLE posts ADD COLUMN published timestamp;
         UPDATE posts SET published = (created_at - interval '3 hours') AT TIME ZONE 'UTC' WHERE id % 9 > 0",
    );
    session.run("SELECT feed.alter('home', '{\"post_created_at\": \"published\", \"post_visible\": null, \"post_group\": null, \"post_pinned\": null}')");
    engagement.app.posts.created_at = "published".to_string();
    engagement.app.posts.local_time = true;
    engagement.app.posts.visible = None;
    engagement.app.posts.group = None;
    engagement.app.posts.pinned = None;
    write(&mut session);
    assert_throughout("other columns", &mut session, &engagement);
    session.run("SELECT feed.drop('home')");
    write(&mut session);
    fixture::define(&mut session, &engagement.app);
    engagement.define(&mut session);
    write(&mut session);
    assert_throughout("dropped and made again", &mut session, &engagement);
}

#[test]
fn changes_without_triggers_count_after_repair() {
    let database = Database::new();
    let (mut session, engagement) = scene(&database, 7);
    session.run("SET session_replication_role = replica");
    write(&mut session);
    session.run("RESET session_replication_role; SELECT feed.repair('home')");
    assert_throughout("repaired", &mut session, &engagement);
    session.run("ALTER TABLE likes DISABLE TRIGGER ALL");
    write(&mut session);
    plain::assert_shown("suspended", &mut session, &engagement);
    let found = session
        .column("SELECT severity || ' ' || finding || ' ' || remedy FROM feed.doctor('home')");
    assert!(
        found.iter().any(|line| line.contains("likes")),
        "the doctor tells nothing of likes: {found:?}"
    );
    session.run("ALTER TABLE likes ENABLE TRIGGER ALL; SELECT feed.repair('home')");
    assert_throughout("enabled and repaired", &mut session, &engagement);
    assert_eq!(session.number("SELECT feed.repair('home')"), 0);
}
