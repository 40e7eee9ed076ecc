//! `feed_page`: the rows of `feed_for` and `timeline_for` as JSON that every client reads alike.

use pg_test::cluster::{Database, maintenance};
use pg_test::engagement::settle;
use pg_test::key;
use pg_test::quote::literal;
use pg_test::ranking::embedding;
use pg_test::ranking::networks::{self, pick};
use pg_test::ranking::page_json::{Order, assert_pages, page};
use pg_test::ranking::plain::{self, VIEWERS};
use pg_test::seed;
use pg_test::traits::{self, GRAPHS};

const BOTH: [Order; 2] = [Order::Ranked, Order::Recent];

#[test]
fn pages_are_the_rows_of_the_reads() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    session.run("UPDATE posts SET created_at = date_trunc('second', created_at) WHERE id % 5 = 0");
    let app = &ranked.engagement.app;
    for (state, style) in [
        ("pending", "ISO, MDY"),
        ("in Nepal", "German, DMY"),
        ("applied", "SQL, DMY"),
    ] {
        let zone = if state == "in Nepal" {
            "Asia/Kathmandu"
        } else {
            "America/St_Johns"
        };
        session.run(&format!("SET TimeZone = '{zone}'; SET DateStyle = '{style}'; SET extra_float_digits = 0; SET IntervalStyle = 'iso_8601'"));
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        session.run("SET LOCAL extra_float_digits = 1");
        let mut rows = 0;
        for viewer in VIEWERS {
            for order in BOTH {
                for size in [1_000, 20, 7] {
                    rows += assert_pages(state, &mut session, app, viewer, order, size);
                }
            }
        }
        assert!(rows > 1_000, "{rows} rows were compared");
        session.rollback();
        settle::apply(&mut session, &ranked.engagement);
    }
}

/// Keys of every type are strings, with whatever signs there are in them, and an author that is gone is null.
#[test]
fn keys_of_any_type_are_strings() {
    const TEST: &str = "pages_of_any_key_type";
    let collations = traits::collations(&mut maintenance());
    let mut rows = 0;
    for number in 0..seed::rounds(6, 60) {
        let mut rng = seed::generator(TEST, number);
        let keys = [key::ALL[usize::try_from(number).unwrap() % key::ALL.len()]; 3];
        let graph = pick(&mut rng, &GRAPHS);
        let mut traits = traits::random(&mut rng, graph, keys, &collations);
        traits.post_count = traits.post_count.min(200);
        traits.policy = false;
        let database = Database::new();
        let mut session = database.connect();
        let vectors = embedding::available(&mut session);
        let mut world = networks::generate(&mut rng, &traits, None, vectors);
        world.ranked.rank.max_age = 400 * 86_400;
        world.declare(&mut session);
        session.run(&format!(
            "SET jit = off; SET TimeZone = '{}'",
            world.network.zone
        ));
        world.fill(&mut rng, &mut session);
        world.define(&mut session);
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        for viewer in &world.viewers {
            let size = pick(&mut rng, &[3, 20, 1_000]);
            for order in BOTH {
                let label = format!("{TEST}, round {number}\n{traits:?}");
                rows += assert_pages(
                    &label,
                    &mut session,
                    &world.ranked.engagement.app,
                    viewer,
                    order,
                    size,
                );
            }
        }
        session.rollback();
    }
    assert!(rows > 0, "nothing was compared");
}

/// `has_more` is true where one more row follows, and false where the page ends with the last one.
#[test]
fn the_last_page_knows_that_it_is_the_last() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    let app = &ranked.engagement.app;
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    for order in BOTH {
        let count = assert_pages("whole", &mut session, app, "1", order, 1_000);
        for (size, more) in [(count - 1, true), (count, false), (count + 1, false)] {
            let page = page(&mut session, app, "1", order, size, None);
            assert_eq!(page["has_more"], more, "{order:?}: {size} of {count}");
            assert_eq!(
                page["next_cursor"].is_null(),
                !more,
                "{order:?}: {size} of {count}"
            );
        }
    }
    session.rollback();
    let nobody = page(&mut session, app, "42", Order::Recent, 5, None);
    assert_eq!(
        nobody,
        serde_json::json!({"items": [], "next_cursor": null, "has_more": false})
    );
}

/// A cursor of one order is none of the other, of another viewer's page, or of another function.
#[test]
fn a_cursor_is_bound_to_its_order() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    let app = &ranked.engagement.app;
    let cursor = |session: &mut pg_test::session::Session, viewer: &str, order: Order| {
        let page = page(session, app, viewer, order, 5, None);
        page["next_cursor"].as_str().unwrap().to_string()
    };
    let ranked = cursor(&mut session, "1", Order::Ranked);
    let recent = cursor(&mut session, "1", Order::Recent);
    let other = cursor(&mut session, "2", Order::Ranked);
    for (wrong, order) in [
        (&recent, "ranked"),
        (&ranked, "recent"),
        (&other, "ranked"),
        (&other, "recent"),
    ] {
        let refusal = session.refused(
            "22023",
            &format!(
                "SELECT home.feed_page(1, after => {}, ranking => '{order}')",
                literal(wrong)
            ),
        );
        assert!(!refusal.hint.is_empty(), "{refusal:?}");
    }
}

/// The page without any other argument is that of the ranked feed, twenty posts.
#[test]
fn the_defaults_are_ranked_and_twenty() {
    let database = Database::new();
    let (mut session, ranked) = plain::scene(&database);
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    let told = session.json("SELECT home.feed_page(1)");
    let same = page(
        &mut session,
        &ranked.engagement.app,
        "1",
        Order::Ranked,
        20,
        None,
    );
    assert_eq!(told["items"].as_array().unwrap().len(), 20);
    assert_eq!(told, same);
    session.rollback();
}
