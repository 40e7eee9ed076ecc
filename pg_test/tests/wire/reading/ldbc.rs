//! The LDBC network: every read of its people equals the reference, page by page; the timelines of all 222, twice.

use pg_test::app::{App, Settings};
use pg_test::cluster::Database;
use pg_test::read::Read;
use pg_test::walk::{LONGEST_PAGE, Paths, Tally, Walk};
use pg_test::{ldbc, plain, seed};
use rand::seq::IndexedRandom;

/// People of the network, as its documentation counts them.
const PERSONS: usize = 222;

/// Compares the reads of every person with the reference under the given settings.
fn every_person(test: &str, mut app: App, settings: &[Settings], sizes: &[usize], every: usize) {
    let Some(folder) = ldbc::folder() else {
        return;
    };
    let mut rng = seed::generator(test, 0);
    let database = Database::new();
    let mut session = database.connect();
    session.run(plain::TABLES);
    let network = ldbc::fill(&mut session, &folder, &mut rng);
    assert_eq!(network.persons.len(), PERSONS);
    for call in app.definition() {
        session.run(&call);
    }
    let mut total = Tally::default();
    for settings in settings {
        app.settings = settings.clone();
        session.run(&app.configure());
        session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut walk = Walk {
            session: &mut session,
            app: &app,
            rng: &mut rng,
            tally: Tally::default(),
            label: test.to_string(),
        };
        let every = if seed::long() { 1 } else { every };
        for person in network.persons.iter().step_by(every) {
            timelines(&mut walk, person, sizes);
        }
        // One reference per read: people take turns, so that all reads are seen and the test stays short.
        let every = if seed::long() { 1 } else { 4 * every };
        for person in network.persons.iter().step_by(every) {
            other_reads(&mut walk, person, &network);
        }
        total.reads += walk.tally.reads;
        total.pages += walk.tally.pages;
        total.rows += walk.tally.rows;
        session.rollback();
    }
    println!("{test}: {total:?}, no difference");
}

fn timelines(walk: &mut Walk, person: &str, sizes: &[usize]) {
    let mut walks: Vec<(usize, usize)> = sizes.iter().map(|&size| (size, usize::MAX)).collect();
    walks.push((1, 5));
    let all = Read::Timeline {
        viewer: person.to_string(),
        only: None,
    };
    walk.check(&all, &Paths { walks, jumps: 2 });
}

fn other_reads(walk: &mut Walk, person: &str, network: &ldbc::Network) {
    let paths = Paths {
        walks: vec![(LONGEST_PAGE, 10), (20, 3)],
        jumps: 1,
    };
    let viewer = Some(person.to_string());
    let author = network.persons.choose(walk.rng).unwrap().clone();
    let only = pg_test::rounds::ONLY.choose(walk.rng).unwrap().to_vec();
    let mut reads = vec![
        Read::Timeline {
            viewer: person.to_string(),
            only: Some(only),
        },
        Read::By {
            author: person.to_string(),
            viewer: None,
            replies: false,
        },
        Read::By {
            author,
            viewer: viewer.clone(),
            replies: true,
        },
        Read::Public {
            viewer: viewer.clone(),
        },
    ];
    if walk.app.posts.group.is_some() {
        let group = network.forums.choose(walk.rng).unwrap().clone();
        reads.push(Read::In { group, viewer });
    }
    for read in reads {
        walk.check(&read, &paths);
    }
}

#[test]
fn follows_alone() {
    let sizes = [LONGEST_PAGE, 20, 7];
    every_person(
        "follows_alone",
        ldbc::small_app(),
        &[Settings::default()],
        &sizes,
        1,
    );
}

#[test]
fn groups_blocks_and_followed_replies() {
    let followed = Settings {
        replies: "followed",
        ..Settings::default()
    };
    every_person(
        "groups_blocks_and_followed_replies",
        ldbc::full_app(),
        &[followed],
        &[LONGEST_PAGE, 20],
        1,
    );
}

#[test]
fn open_groups_and_all_replies() {
    let open = Settings {
        replies: "all",
        own: false,
        group_posts: "everyone",
        open: true,
    };
    let mut settings = vec![open];
    if seed::long() {
        settings.push(Settings::default());
    }
    every_person(
        "open_groups_and_all_replies",
        ldbc::full_app(),
        &settings,
        &[LONGEST_PAGE, 20],
        3,
    );
}
