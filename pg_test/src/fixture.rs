//! The plain app in a database of its own, with its feed defined; and the one question most tests end with: do all reads
//! still equal their reference?

use crate::app::App;
use crate::cluster::Database;
use crate::plain;
use crate::read::Read;
use crate::rounds;
use crate::seed;
use crate::session::Session;
use crate::walk::{LONGEST_PAGE, Paths, Tally, Walk};

/// The plain tables with a handful of people, and the whole feed over them.
pub fn plain_feed(database: &Database) -> (Session, App) {
    let mut session = database.connect();
    let app = plain::app();
    declare(&mut session);
    define(&mut session, &app);
    (session, app)
}

/// The plain tables with a handful of people, without a feed.
pub fn declare(session: &mut Session) {
    session.run(plain::TABLES);
    session.run(plain::PEOPLE);
}

pub fn define(session: &mut Session, app: &App) {
    for call in app.definition() {
        session.run(&call);
    }
}

/// The reads of the people of the plain app.
pub fn reads(app: &App) -> Vec<Read> {
    let name = |id: i64| id.to_string();
    let mut reads = Vec::new();
    for viewer in [1, 2, 3, 6, 42] {
        reads.push(Read::Timeline {
            viewer: name(viewer),
            only: None,
        });
        reads.push(Read::Public {
            viewer: Some(name(viewer)),
        });
        reads.push(Read::By {
            author: name(2),
            viewer: Some(name(viewer)),
            replies: viewer % 2 == 0,
        });
        if app.memberships.is_some() {
            reads.push(Read::In {
                group: name(10),
                viewer: Some(name(viewer)),
            });
        }
    }
    reads.push(Read::Timeline {
        viewer: name(1),
        only: Some(vec!["follow"]),
    });
    reads.push(Read::Public { viewer: None });
    reads.push(Read::By {
        author: name(4),
        viewer: None,
        replies: false,
    });
    reads
}

/// Compares these reads with their references, now.
pub fn assert_reads_equal(label: &str, session: &mut Session, app: &App, reads: &[Read]) {
    let mut rng = seed::generator(label, 0);
    let tally: Tally = rounds::compare(label, &mut rng, session, app, reads);
    assert!(tally.rows > 0, "{label}: nothing was read");
}

/// Compares the reads of the plain people with their references, now.
pub fn assert_exact(label: &str, session: &mut Session, app: &App) {
    assert_reads_equal(label, session, app, &reads(app));
}

/// The same where there may be nothing to read.
pub fn assert_exact_or_empty(label: &str, session: &mut Session, app: &App) {
    let mut rng = seed::generator(label, 0);
    rounds::compare(label, &mut rng, session, app, &reads(app));
}

/// The same within the transaction the session is in, which is left as it was.
pub fn assert_exact_here(label: &str, session: &mut Session, app: &App) {
    let mut rng = seed::generator(label, 0);
    let mut walk = Walk {
        session,
        app,
        rng: &mut rng,
        tally: Tally::default(),
        label: label.to_string(),
    };
    let paths = Paths {
        walks: vec![(LONGEST_PAGE, 3), (20, 3)],
        jumps: 1,
    };
    for read in reads(app) {
        walk.check(&read, &paths);
    }
    assert!(walk.tally.rows > 0, "{label}: nothing was read");
}
