//! Viewers at the edges: who follows nobody, who has seen everything, who has blocked everybody, who follows thousands, whom nobody
//! knows. Each gets what the reference says, and what anybody would expect.

use pg_test::cluster::Database;
use pg_test::ranking::Ranked;
use pg_test::ranking::asked::Asked;
use pg_test::ranking::glance;
use pg_test::ranking::marks;
use pg_test::ranking::order::Order;
use pg_test::ranking::plain;
use pg_test::seed;
use pg_test::session::Session;
use pg_test::{crowd, engagement, fixture};

/// The feed of somebody now, equal to the reference before maintenance, after, and from a window.
fn feed(session: &mut Session, ranked: &Ranked, viewer: &str) -> Order {
    let asked = Asked::by(viewer);
    let mut rng = seed::quiet("degenerate_viewers", 0);
    glance::assert_exact(
        &format!("{viewer}, pending"),
        session,
        ranked,
        &asked,
        &mut rng,
    );
    session.run("SELECT feed.maintain('home')");
    glance::assert_exact(
        &format!("{viewer}, applied"),
        session,
        ranked,
        &asked,
        &mut rng,
    );
    session.run(&format!("SELECT home.warm({viewer})"));
    glance::assert_exact(
        &format!("{viewer}, warm"),
        session,
        ranked,
        &asked,
        &mut rng,
    )
}

fn all_with(order: &Order, reason: &str) -> bool {
    order
        .want
        .iter()
        .all(|wanted| wanted.reasons.contains(reason))
}

#[test]
fn who_follows_nobody_gets_what_trends() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    session.run("INSERT INTO users (id) VALUES (77)");
    // One is known and one is not: neither has a row that says anything.
    for viewer in ["77", "123456"] {
        let order = feed(&mut session, &ranked, viewer);
        assert!(order.want.len() > 20, "{} posts", order.want.len());
        assert!(all_with(&order, "trending"));
        assert!(order.want.iter().all(|wanted| wanted.score.is_some()));
    }
    // The first follow makes a timeline.
    session.run("INSERT INTO follows VALUES (77, 2)");
    let order = feed(&mut session, &ranked, "77");
    assert!(
        order
            .want
            .iter()
            .any(|wanted| wanted.reasons.contains("follow") && wanted.score.is_none())
    );
}

#[test]
fn who_has_seen_everything_still_gets_it() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    let before = feed(&mut session, &ranked, "1");
    let posts = session.column("SELECT id::text FROM posts");
    let posts: Vec<&str> = posts.iter().map(String::as_str).collect();
    marks::mark(&mut session, &ranked.engagement.app, "1", &posts);
    let after = feed(&mut session, &ranked, "1");
    assert_eq!(after.want.len(), before.want.len());
    for (seen, fresh) in after.want.iter().zip(&before.want) {
        let (Some(seen), Some(fresh)) = (seen.score, fresh.score) else {
            continue;
        };
        assert!(seen < fresh, "{seen} after {fresh}");
    }
}

#[test]
fn who_has_blocked_everybody_is_alone() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    session.run("INSERT INTO blocks SELECT 1, id FROM users WHERE id <> 1");
    let order = feed(&mut session, &ranked, "1");
    assert!(all_with(&order, "own") && !order.want.is_empty());
    session.run("DELETE FROM blocks; INSERT INTO blocks SELECT id, 2 FROM users WHERE id <> 2");
    let order = feed(&mut session, &ranked, "2");
    assert!(all_with(&order, "own") && !order.want.is_empty());
    // And who has blocked himself as well, or been suspended, sees nothing at all.
    session.run("INSERT INTO blocks VALUES (2, 2)");
    assert!(feed(&mut session, &ranked, "2").want.is_empty());
    session.run("UPDATE users SET is_suspended = true");
    assert!(feed(&mut session, &ranked, "3").want.is_empty());
    assert!(session.rows("SELECT * FROM home.feed_for(3)").is_empty());
    assert_eq!(session.json("SELECT home.feed_page(3)")["has_more"], false);
}

/// A crowd: who follows a thousand, five thousand, one, nobody; who is in hundreds of groups; who has blocked hundreds.
#[test]
fn who_follows_thousands_gets_the_best_of_them() {
    let database = Database::new();
    let mut session = database.connect();
    session.run("SET jit = off");
    session.run(pg_test::plain::TABLES);
    session.run(
        "CREATE TABLE likes (post_id bigint, user_id bigint, created_at timestamptz);
         CREATE TABLE views (post_id bigint, user_id bigint, created_at timestamptz)",
    );
    session.run(marks::TABLE);
    crowd::fill(&mut session, 7);
    session.run(
        "UPDATE posts SET created_at = now() - (16001 - id) * interval '2 minutes';
         INSERT INTO users (id) SELECT generate_series(4501, 6000);
         INSERT INTO follows SELECT 10, i FROM generate_series(1000, 5999) AS i;
         INSERT INTO likes SELECT 10000 + draw(i, 20) % 6000, 1 + draw(i, 21) % 4500, now() - draw(i, 22) % 9000 * interval '1 minute'
         FROM generate_series(1, 20000) AS i;
         INSERT INTO likes SELECT 14000 + i * 7, 10, now() - i * interval '1 hour' FROM generate_series(1, 200) AS i;
         INSERT INTO views SELECT 10000 + draw(i, 23) % 6000, NULL, now() FROM generate_series(1, 40000) AS i;
         ANALYZE",
    );
    let signals = ["likes", "views"].map(engagement::Signal::plain).to_vec();
    let mut ranked = Ranked::new(engagement::Engagement::new(crowd::app(), signals));
    ranked.rank.quality_min = 3;
    fixture::define(&mut session, &ranked.engagement.app);
    ranked.define(&mut session);
    session.run("SELECT feed.maintain('home')");
    let mut rng = seed::generator("crowd_of_followees_ranked", 0);
    for (viewer, what) in crowd::VIEWERS.into_iter().chain([(10, "follows 5,000")]) {
        let label = format!("viewer {viewer} {what}");
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = glance::Glance::new(&label, &mut session, &ranked);
        let order = glance.feed(&Asked::by(&viewer.to_string()), &mut rng);
        println!("{label}: {:?}", glance.tally);
        session.rollback();
        let scored = order
            .want
            .iter()
            .filter(|wanted| wanted.score.is_some())
            .count();
        assert!(scored >= 50, "{label}: {scored} candidates");
    }
}

#[test]
fn nobody_is_no_viewer() {
    let database = Database::new();
    let (mut session, _) = plain::scene(&database);
    for call in [
        "feed_for(NULL)",
        "feed_page(NULL)",
        "explain(NULL, 301)",
        "mark_seen(NULL, '{301}')",
    ] {
        session.refused("22004", &format!("SELECT * FROM home.{call}"));
    }
}
