//! The pure functions of engagement, against their formulas computed here, with their edges, and without any feed.

use pg_test::cluster::Database;
use pg_test::session::Session;

/// Agreement asked for, relative to the larger of the value and 1.
const CLOSE: f64 = 1e-9;

fn float(session: &mut Session, expression: &str) -> f64 {
    let text = session.text(&format!("SELECT ({expression})::float8"));
    match text.as_str() {
        "Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        number => number
            .parse()
            .unwrap_or_else(|_| panic!("{expression} gives {number}")),
    }
}

fn assert_close(session: &mut Session, expression: &str, wanted: f64) {
    let there = float(session, expression);
    #[allow(clippy::float_cmp)]
    let equal = there == wanted || (there - wanted).abs() <= CLOSE * wanted.abs().max(1.0);
    assert!(equal, "{expression} is {there}, not {wanted}");
}

/// Hours since 2020-01-01 00:00 UTC of the time the tests use, 2025-06-01 06:00 UTC.
const HOURS: f64 = (1978.0 * 24.0) + 6.0;
const AT: &str = "timestamptz '2025-06-01 06:00+00'";

#[test]
fn gravity() {
    let database = Database::new();
    let mut session = database.connect();
    let session = &mut session;
    for (engagement, hours) in [
        (0.0, 1.0),
        (1.0, 0.0),
        (13.5, 5.5),
        (1e9, 1_000.0),
        (-3.0, 2.0),
    ] {
        assert_close(
            session,
            &format!("feed.gravity({engagement}, {hours} * interval '1 hour')"),
            engagement / (hours + 2.0_f64).powf(1.5),
        );
        assert_close(
            session,
            &format!("feed.gravity({engagement}, {hours} * interval '1 hour', 1.8, 1)"),
            engagement / (hours + 1.0_f64).powf(1.8),
        );
    }
    assert_close(
        session,
        "feed.gravity(7, interval '-5 hours')",
        7.0 / 2.0_f64.powf(1.5),
    );
    assert_close(
        session,
        "feed.gravity(7, interval '1 month')",
        7.0 / 722.0_f64.powf(1.5),
    );
    assert_close(
        session,
        "feed.gravity(7, interval '1 day 30 minutes')",
        7.0 / 26.5_f64.powf(1.5),
    );
    assert_close(
        session,
        "feed.gravity(exponent => 1, engagement => 9, age => '1 hour', offset_hours => 2)",
        3.0,
    );
}

#[test]
fn hot_and_what_it_is_worth_now() {
    let database = Database::new();
    let mut session = database.connect();
    let session = &mut session;
    for engagement in [1e-9_f64, 0.5, 1.0, 13.5, 1e12] {
        assert_close(
            session,
            &format!("feed.hot({engagement}, {AT})"),
            engagement.log2() + HOURS / 12.0,
        );
        assert_close(
            session,
            &format!("feed.hot({engagement}, {AT}, '1 hour')"),
            engagement.log2() + HOURS,
        );
        assert_close(
            session,
            &format!("feed.hot({engagement}, {AT}, '1 month')"),
            engagement.log2() + HOURS / 720.0,
        );
        // The value at the time of the event is the engagement itself; it halves with every half-life.
        assert_close(
            session,
            &format!("feed.decayed_value(feed.hot({engagement}, {AT}), {AT}) / {engagement}"),
            1.0,
        );
        assert_close(
            session,
            &format!(
                "feed.decayed_value(feed.hot({engagement}, {AT}), {AT} + interval '24 hours') / {engagement}"
            ),
            0.25,
        );
        assert_close(
            session,
            &format!(
                "feed.decayed_value(feed.hot({engagement}, {AT}, '2 days'), {AT} + interval '4 days', '2 days') / {engagement}"
            ),
            0.25,
        );
    }
    assert_close(session, &format!("feed.hot(0, {AT})"), f64::NEG_INFINITY);
    assert_close(session, "feed.hot(1, '2020-01-01 00:00+00')", 0.0);
    assert_close(session, "feed.hot(1, '2019-12-31 12:00+00')", -1.0);
    assert_close(
        session,
        &format!("feed.decayed_value('-Infinity', {AT})"),
        0.0,
    );
    session.refused("22023", &format!("SELECT feed.hot(-1, {AT})"));
    // The session's zone has no say.
    let here = float(session, &format!("feed.hot(3, {AT})"));
    session.run("SET TimeZone = 'Asia/Kathmandu'");
    assert_close(session, &format!("feed.hot(3, {AT})"), here);
    session.run("RESET TimeZone");
}

#[test]
fn hot_sums_are_log_sums() {
    let database = Database::new();
    let mut session = database.connect();
    let session = &mut session;
    let sum = |rows: &str| {
        format!(
            "(SELECT feed.hot_sum(w, at, interval '12 hours') FROM (VALUES {rows}) AS v (w, at))"
        )
    };
    let one = format!("(8::float8, {AT})");
    assert_close(session, &sum(&one), 3.0 + HOURS / 12.0);
    assert_close(session, &sum(&format!("{one}, {one}")), 4.0 + HOURS / 12.0);
    let earlier = format!("(8::float8, {AT} - interval '12 hours')");
    assert_close(
        session,
        &sum(&format!("{one}, {earlier}")),
        12.0_f64.log2() + HOURS / 12.0,
    );
    assert_close(
        session,
        &sum(&format!(
            "{earlier}, {one}, (0::float8, {AT}), (NULL, {AT})"
        )),
        12.0_f64.log2() + HOURS / 12.0,
    );
    // Far apart: the plain sum of powers would overflow.
    assert_close(
        session,
        &sum("(1::float8, timestamptz '2020-01-01 00:00+00'), (1, '9999-01-01 00:00+00')"),
        69_942_480.0 / 12.0,
    );
    assert!(
        session
            .value("SELECT feed.hot_sum(1, now(), '12 hours') WHERE false")
            .is_none_or(|text| text == "-Infinity")
    );
    let parallel = session.number("SELECT count(*) FROM pg_aggregate WHERE aggfnoid = 'feed.hot_sum'::regproc AND aggcombinefn <> 0");
    assert_eq!(parallel, 1, "hot_sum can be combined from parallel parts");
    session.refused(
        "22023",
        &format!("SELECT {}", sum(&format!("(-1::float8, {AT})"))),
    );
}

#[test]
fn scores_of_other_sites() {
    let database = Database::new();
    let mut session = database.connect();
    let session = &mut session;
    let epoch = float(session, &format!("extract(epoch FROM {AT})"));
    for (ups, downs) in [
        (0_i32, 0_i32),
        (1, 0),
        (0, 1),
        (100, 7),
        (7, 100),
        (1_000_000, 3),
    ] {
        let s = f64::from(ups - downs);
        let sign = if s > 0.0 {
            1.0
        } else if s < 0.0 {
            -1.0
        } else {
            0.0
        };
        assert_close(
            session,
            &format!("feed.reddit_hot({ups}, {downs}, {AT})"),
            sign * s.abs().max(1.0).log10() + (epoch - 1_134_028_003.0) / 45_000.0,
        );
    }
    for (points, hours) in [(1_i32, 0.0_f64), (2, 0.0), (50, 3.5), (100_000, 1_000.0)] {
        assert_close(
            session,
            &format!("feed.hacker_news({points}, {hours} * interval '1 hour')"),
            f64::from(points - 1).powf(0.8) / (hours + 2.0).powf(1.8),
        );
    }
    for points in [0, -1, -1_000_000] {
        assert_close(
            session,
            &format!("feed.hacker_news({points}, '1 hour')"),
            0.0,
        );
    }
    assert_close(
        session,
        "feed.hacker_news(50, '-1 hour')",
        49.0_f64.powf(0.8) / 2.0_f64.powf(1.8),
    );
    // The ends of bigint are numbers like others.
    float(
        session,
        &format!("feed.reddit_hot(9223372036854775807, -9223372036854775808, {AT})"),
    );
    float(session, "feed.hacker_news(-9223372036854775808, '1 hour')");
    float(session, "feed.hacker_news(9223372036854775807, '1 hour')");
}

#[test]
fn bounds_and_averages() {
    let database = Database::new();
    let mut session = database.connect();
    let session = &mut session;
    let z: f64 = 1.959_963_984_540_054;
    for (positive, total) in [
        (0.0_f64, 1.0_f64),
        (1.0, 1.0),
        (5.0, 10.0),
        (600.0, 1_000.0),
        (9e8, 1e9),
    ] {
        let (p, z2) = (positive / total, z * z);
        let bound = (p + z2 / (2.0 * total)
            - z * ((p * (1.0 - p) + z2 / (4.0 * total)) / total).sqrt())
            / (1.0 + z2 / total);
        assert_close(
            session,
            &format!("feed.wilson_lower_bound({positive}::bigint, {total}::bigint)"),
            bound.max(0.0),
        );
    }
    assert_close(session, "feed.wilson_lower_bound(0, 0)", 0.0);
    // z of 0.6826894921370859 is 1: (0.5 + 1/20 - sqrt((0.25 + 1/40)/10)) / 1.1
    assert_close(
        session,
        "feed.wilson_lower_bound(5, 10, 0.6826894921370859)",
        (0.55 - (0.275_f64 / 10.0).sqrt()) / 1.1,
    );
    for wrong in [
        "(2, 1)",
        "(-1, 1)",
        "(0, -1)",
        "(-2, -1)",
        "(1, 2, 0)",
        "(1, 2, 1)",
        "(1, 2, -0.5)",
        "(1, 2, 1.5)",
        "(1, 2, 'NaN')",
    ] {
        session.refused("22023", &format!("SELECT feed.wilson_lower_bound{wrong}"));
    }
    assert_close(session, "feed.bayesian_average(40, 10, 3, 5)", 55.0 / 15.0);
    assert_close(session, "feed.bayesian_average(0, 0, 3.5, 10)", 3.5);
    assert_close(session, "feed.reciprocal_rank(1)", 1.0 / 61.0);
    assert_close(session, "feed.reciprocal_rank(10, 5)", 1.0 / 15.0);
    session.refused("22023", "SELECT feed.reciprocal_rank(0)");
    session.refused("22023", "SELECT feed.reciprocal_rank(-1)");
}
