//! One round of a random network: make it, define its feed, and walk its reads under several settings.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::app::{App, Settings};
use crate::cluster::Database;
use crate::network::{self, Network};
use crate::quote::{ident, literal};
use crate::read::Read;
use crate::role::Role;
use crate::session::Session;
use crate::traits::Traits;
use crate::walk::{LONGEST_PAGE, Paths, Tally, Walk};

/// How much of a network one round looks at.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    pub settings: usize,
    pub viewers: usize,
}

/// Settings a network is read under, apart from the default ones.
fn settings(rng: &mut StdRng) -> Settings {
    Settings {
        replies: ["none", "followed", "all"]
            .choose(rng)
            .expect("three kinds"),
        own: rng.random_bool(0.7),
        group_posts: ["members", "everyone"].choose(rng).expect("two kinds"),
        open: rng.random_bool(0.5),
    }
}

/// What a session may have set; no plan may change a result.
pub const PLANS: [&str; 8] = [
    "SET jit = on",
    "SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off",
    "SET enable_seqscan = off; SET enable_sort = off",
    "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_hashagg = off",
    "SET enable_nestloop = off; SET work_mem = '64kB'",
    "SET plan_cache_mode = force_custom_plan",
    "SET plan_cache_mode = force_generic_plan; SET enable_material = off",
    "SET from_collapse_limit = 1; SET join_collapse_limit = 1; SET random_page_cost = 0.01",
];

/// Every subset of the reasons, the empty one too.
pub const ONLY: [&[&str]; 8] = [
    &[],
    &["own"],
    &["follow"],
    &["group"],
    &["own", "follow"],
    &["own", "group"],
    &["follow", "group"],
    &["own", "follow", "group"],
];

/// The reads of one viewer: the timeline twice, and what people look at next.
pub fn reads_of(rng: &mut StdRng, network: &Network, viewer: &str) -> Vec<Read> {
    let viewer = viewer.to_string();
    let mut reads = vec![
        Read::Timeline {
            viewer: viewer.clone(),
            only: None,
        },
        Read::Timeline {
            viewer: viewer.clone(),
            only: Some(ONLY.choose(rng).expect("eight subsets").to_vec()),
        },
        Read::Public {
            viewer: rng.random_bool(0.7).then(|| viewer.clone()),
        },
    ];
    for author in [network.users.choose(rng).expect("a user"), &viewer] {
        reads.push(Read::By {
            author: author.clone(),
            viewer: rng.random_bool(0.8).then(|| viewer.clone()),
            replies: rng.random_bool(0.4),
        });
    }
    if network.app.posts.group.is_some() {
        for group in network.groups.sample(rng, 2) {
            reads.push(Read::In {
                group: group.clone(),
                viewer: rng.random_bool(0.9).then(|| viewer.clone()),
            });
        }
    }
    reads
}

/// Runs one round in a database of its own.
pub fn round(label: &str, rng: &mut StdRng, traits: &Traits, effort: Effort) -> Tally {
    let role = traits.policy.then(|| Role::new("reader"));
    let database = Database::new();
    let mut session = database.connect();
    let mut network = network::generate(rng, traits, role.as_ref().map(Role::name));
    network.declare(&mut session);
    // Rows that were there before the feed, and rows that came after, must not differ.
    if rng.random_bool(0.5) {
        network.fill(&mut session);
        network.define(&mut session);
    } else {
        network.define(&mut session);
        network.fill(&mut session);
    }
    if rng.random_bool(0.5) {
        session.run("ANALYZE");
    }
    let style = ["ISO, MDY", "German, DMY", "SQL, DMY", "Postgres, MDY"]
        .choose(rng)
        .expect("four styles");
    let label = format!("{label}\n{traits:?}");
    let mut tally = Tally::default();
    for number in 0..effort.settings {
        if number > 0 {
            network.app.settings = settings(rng);
            session.run(&network.app.configure());
        }
        session.run("RESET ALL");
        // Plans that are switched off cost so much that everything would be compiled first.
        session.run("SET jit = off");
        session.run(PLANS.choose(rng).expect("eight plans"));
        session.run(&format!(
            "SET TimeZone = '{}'; SET DateStyle = '{style}'",
            network.zone
        ));
        keep(rng, &mut session, &network);
        let done = walk_all(&label, rng, &mut session, &network, effort.viewers);
        tally.reads += done.reads;
        tally.pages += done.pages;
        tally.rows += done.rows;
    }
    tally
}

/// Warms some viewers, with windows small enough to end within what is read, and applies what is pending, or not: no read
/// may tell.
fn keep(rng: &mut StdRng, session: &mut Session, network: &Network) {
    let feed = &network.app.feed;
    let size = [1, 5, 20, 60, 400].choose(rng).expect("five sizes");
    let followers = [0, 3, 10, 10_000].choose(rng).expect("four limits");
    session.run(&format!(
        "SELECT feed.configure({}, '{{\"window.size\": {size}, \"fanout.max_followers\": {followers}}}')",
        literal(feed)
    ));
    for viewer in &network.users {
        if rng.random_bool(0.6) {
            session.run(&format!("SELECT {}.warm({})", ident(feed), literal(viewer)));
        }
    }
    if rng.random_bool(0.7) {
        session.run(&format!("SELECT feed.maintain({})", literal(feed)));
    }
    let wrong = session.column(&format!(
        "SELECT object || ' ' || detail FROM feed.check({})",
        literal(feed)
    ));
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// All reads of some viewers, in one snapshot; the last user, who has no row anywhere, is always among them.
fn walk_all(
    label: &str,
    rng: &mut StdRng,
    session: &mut Session,
    network: &Network,
    viewers: usize,
) -> Tally {
    let (nobody, others) = network.users.split_last().expect("there are users");
    let mut chosen: Vec<&String> = others.sample(rng, viewers).collect();
    chosen.push(nobody);
    chosen.shuffle(rng);
    let reads: Vec<Read> = chosen
        .into_iter()
        .flat_map(|viewer| reads_of(rng, network, viewer))
        .collect();
    compare(label, rng, session, &network.app, &reads)
}

/// Compares these reads with the reference in one read-only snapshot.
pub fn compare(
    label: &str,
    rng: &mut StdRng,
    session: &mut Session,
    app: &App,
    reads: &[Read],
) -> Tally {
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    let mut walk = Walk {
        session,
        app,
        rng,
        tally: Tally::default(),
        label: label.to_string(),
    };
    for read in reads {
        let small = [1, 2, 3, 7, 10, 20, 33][walk.rng.random_range(0..7)];
        let paths = Paths {
            walks: vec![(LONGEST_PAGE, 25), (small, 25)],
            jumps: 2,
        };
        walk.check(read, &paths);
    }
    let tally = walk.tally;
    session.rollback();
    tally
}
