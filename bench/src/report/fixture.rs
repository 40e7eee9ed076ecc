//! A run with figures of every kind, for tests: times, rates, sizes, counts, curves, aims met and missed, and what goes wrong.

use crate::record::{About, Aim, Bound, Case, FORMAT, Measured, Role, Run, Section, Unit};

/// A name that is markup for Markdown and HTML alike.
pub const HOSTILE: &str = "<script>alert('|')</script>";

const FOR: &str = "timeline_for";
const ROW: &str = "a row by primary key";
const JOIN: &str = "the plain join";
const LATERAL: &str = "the plain query with LATERAL";
const BETTER: &str = "the better of the two";
const WARM: &str = "a warm page";
const PULL: &str = "the pull";

pub fn run() -> Run {
    let mut sections = Vec::new();
    for (network, join, lateral) in [("dense", 319.0, 72_000.0), ("sparse", 1_900.0, 480.0)] {
        sections.push(timeline(network, join, lateral));
        sections.push(windows(network));
    }
    sections.extend([
        pending(),
        lag(),
        likes(),
        storage(),
        statements(),
        skipped(),
        failed(),
    ]);
    Run {
        format: FORMAT,
        about: about(),
        sections,
    }
}

fn about() -> About {
    let facts = [
        (
            "machine",
            "2 cores (a processor of the year before), memory 16 GB",
        ),
        ("server", "PostgreSQL 18.1"),
        ("settings", "shared_buffers 4GB, max_wal_size 16GB"),
        ("load average at the start", "0.10, 0.05, 0.01"),
    ];
    About {
        date: "2026-11-29".into(),
        commit: "0123456789ab".into(),
        networks: vec!["dense".into(), "sparse".into()],
        scale: "full".into(),
        seed: 1,
        facts: facts
            .map(|(name, value)| (name.into(), value.into()))
            .to_vec(),
        commands: vec!["cargo run --release -p bench -- --scale full".into()],
    }
}

/// Ten parts that swing by a share of the median, each name in its own time.
pub fn swinging(name: &str, role: Role, median: f64, share: f64) -> Measured {
    let begin = name.bytes().map(f64::from).sum::<f64>();
    let parts = (0..10).map(|part| median * (1.0 + share * (begin + f64::from(part) * 1.7).sin()));
    Measured {
        name: name.into(),
        role,
        calls: 4_000,
        p50: median,
        p95: median * 1.31,
        p99: median * 1.73,
        max: median * 9.0,
        blocks: parts.collect(),
    }
}

fn steady(name: &str, role: Role, median: f64) -> Measured {
    swinging(name, role, median, 0.05)
}

fn section(scenario: &str, network: &str, title: &str, cases: Vec<Case>) -> Section {
    Section {
        scenario: scenario.into(),
        network: network.into(),
        title: title.into(),
        text: "All contenders returned *the same* posts before timing.\n\n- random: accounts by chance\n- \
               planted: made to be nasty <b>here</b> ![](http://example.org/picture.png)\n"
            .into(),
        cases,
        ..Section::default()
    }
}

fn timeline(network: &str, join: f64, lateral: f64) -> Section {
    let kinds = [
        "random",
        "who follow many",
        "who follow nobody",
        "planted",
        "who post",
    ];
    let mut cases: Vec<Case> = kinds
        .iter()
        .enumerate()
        .map(|(place, kind)| {
            let slow = 1.0 + place as f64;
            let contenders = vec![
                steady(FOR, Role::Ours, 476.0),
                steady(ROW, Role::Floor, 21.0),
                steady(JOIN, Role::Peer, join * slow),
                steady(LATERAL, Role::Peer, lateral * slow),
                steady(BETTER, Role::Peer, join.min(lateral) * slow),
            ];
            Case::new(
                format!("first page, viewers {kind}"),
                Unit::Micros,
                contenders,
            )
            .aiming(Aim::ratio(FOR, BETTER, Bound::AtMost(1.2)))
            .aiming(Aim::ratio(FOR, FOR, Bound::AtMost(5.0)).of_p99())
        })
        .collect();
    let pages = vec![
        steady("page 50", Role::Ours, 610.0),
        steady("page 1", Role::Floor, 476.0),
    ];
    cases.push(
        Case::new("page 50 by cursor", Unit::Micros, pages).aiming(Aim::ratio(
            "page 50",
            "page 1",
            Bound::AtMost(2.0),
        )),
    );
    let few = |name: &str, times: &[f64]| Measured::of(name, Role::Peer, times);
    let plans = [
        few(
            "the plain join, custom plan (taken 12,345 times)",
            &[410.0, 420.0, 400.0],
        ),
        few(
            "the plain join, generic plan (taken 0 times)",
            &[168_000.0, 171_000.0, 166_000.0],
        ),
        few(HOSTILE, &[9.0, 8.0, 7.0]),
    ];
    let plans = plans.into_iter().flatten().collect();
    cases.push(Case::new(
        "plain queries by forced plans",
        Unit::Micros,
        plans,
    ));
    section("timeline", network, "Timelines by pull", cases)
}

fn windows(network: &str) -> Section {
    let mut contenders = vec![
        steady(WARM, Role::Ours, 58.0),
        steady(ROW, Role::Floor, 20.0),
        steady("the window by index, unverified", Role::Peer, 31.0),
    ];
    if network == "dense" {
        contenders.push(steady("Redis", Role::Peer, 79.0));
    }
    let noisy = vec![
        swinging(WARM, Role::Ours, 61.0, 0.6),
        steady(ROW, Role::Floor, 20.0),
        steady(PULL, Role::Peer, 470.0),
    ];
    let few = [
        (WARM, Role::Ours, [60.0, 70.0]),
        (PULL, Role::Peer, [500.0, 400.0]),
    ];
    let few = few
        .iter()
        .filter_map(|(name, role, times)| Measured::of(*name, *role, times));
    let cases = vec![
        Case::new("a page of 20, viewers random", Unit::Micros, contenders)
            .aiming(Aim::ratio(WARM, ROW, Bound::AtMost(3.0)))
            .aiming(Aim::ratio(WARM, "Redis", Bound::AtMost(1.0))),
        Case::new("a page of 20, viewers planted", Unit::Micros, noisy),
        Case::new(
            "a page of 20, viewers who post",
            Unit::Micros,
            few.collect(),
        ),
    ];
    section("windows.page", network, "Pages of windows", cases)
}

fn pending() -> Section {
    let at = |rows: f64| {
        let contenders = vec![
            steady(WARM, Role::Ours, 58.0 + rows / 900.0),
            steady(PULL, Role::Peer, 470.0 + rows / 9_000.0),
            steady(ROW, Role::Floor, 20.0),
        ];
        Case::new("a page of 20", Unit::Micros, contenders).at("pending rows", rows)
    };
    let rows = [0.0, 1_000_000.0, 1_000.0, 10_000.0, 100_000.0];
    section(
        "windows.pending",
        "dense",
        "Pages before pending rows",
        rows.map(at).to_vec(),
    )
}

fn lag() -> Section {
    let lag = steady("lag", Role::Ours, 420_000.0);
    let case = Case::new("from commit to window", Unit::Micros, vec![lag]);
    let case = case.aiming(Aim::figure("lag", Bound::AtMost(100_000.0)));
    section("windows.lag", "dense", "Lag of the worker", vec![case])
}

fn likes() -> Section {
    let turns = |name: &str, role, rate: f64| {
        Measured::of_turns(name, role, &[rate, rate * 0.93, rate * 1.04, rate])
    };
    let contenders = [
        turns("pg_feed, worker off", Role::Ours, 8_100.0),
        turns("pg_feed, worker on", Role::Ours, 5_300.0),
        turns("no trigger", Role::Floor, 11_500.0),
        turns("UPDATE of a counter", Role::Peer, 1_420.0),
        turns("a row by PL/pgSQL", Role::Peer, 7_460.0),
    ];
    let case = |what: &str| {
        let contenders = contenders.iter().flatten().cloned().collect();
        Case::new(what, Unit::PerSecond, contenders).aiming(Aim::ratio(
            "pg_feed, worker off",
            "no trigger",
            Bound::AtLeast(0.7),
        ))
    };
    let cases = vec![case("likes on one post by 16 clients")];
    section("engagement.likes", "dense", "Likes", cases)
}

fn storage() -> Section {
    let once = Measured::once;
    let sizes = vec![
        once("windows", Role::Ours, 1_900_000_000.0),
        once("a row for each entry", Role::Peer, 7_900_000_000.0),
    ];
    let growth = [1_000.0, 10_000.0, 100_000.0, 1_000_000.0].map(|posts| {
        let contenders = vec![
            once(
                "windows",
                Role::Ours,
                8_192.0 * (posts / 10.0_f64).min(40_000.0),
            ),
            once("a row for each entry", Role::Peer, posts * 105.0 * 75.0),
            once("posts", Role::Floor, posts * 160.0),
        ];
        Case::new("growth", Unit::Bytes, contenders).at("posts", posts)
    });
    let mut cases = vec![Case::new("five days of posts", Unit::Bytes, sizes)];
    cases.extend(growth);
    section("windows.storage", "sparse", "Storage", cases)
}

fn statements() -> Section {
    let at = |posts: f64| {
        let contenders = vec![Measured::once(
            "feed_for",
            Role::Ours,
            7.0 + (posts / 200.0).floor(),
        )];
        Case::new("statements of a page", Unit::Number, contenders).at("ranked posts", posts)
    };
    let cases = [100.0, 200.0, 400.0, 600.0].map(at).to_vec();
    section(
        "ranked.statements",
        "dense",
        "Statements of a ranked page",
        cases,
    )
}

fn skipped() -> Section {
    Section {
        skipped: Some("pg_feed is not in shared_preload_libraries".into()),
        ..section("windows.fanout", "sparse", "Fan-out", Vec::new())
    }
}

fn failed() -> Section {
    Section {
        failed: Some("feed_for and plain SQL disagree for viewer 17".into()),
        ..section("ranked.page", "sparse", "Ranked pages", Vec::new())
    }
}
