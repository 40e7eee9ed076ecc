//! The pure functions of engagement, case by case: values, edges, refusals with their words, indexes, parallel plans, rights.

use pg_test::cluster::Database;
use pg_test::role::Role;
use pg_test::seed;

/// Calls, and SQL whose value they must have to twelve digits.
const VALUES: [(&str, &str); 43] = [
    ("feed.gravity(8, '2 hours')", "1"),
    ("feed.gravity(engagement => 27, age => '7 hours')", "1"),
    ("feed.gravity(16, '1 month', 1, 0)", "16 / 720.0"),
    ("feed.gravity(4, '-1 day', 2)", "1"),
    ("feed.gravity(4, '1 month -40 days', 2)", "1"),
    ("feed.gravity(-8, '2 hours')", "-1"),
    ("feed.gravity(NULL, '1 hour')", "NULL"),
    ("feed.gravity(1, NULL)", "NULL"),
    ("feed.hot(1, '2020-01-01Z')", "0"),
    ("feed.hot(8, '2020-01-02Z')", "5"),
    ("feed.hot(0, '2024-01-01Z')", "'-Infinity'"),
    (
        "feed.hot(engagement => 1, at => '2020-02-01Z', half_life => '1 month')",
        "31 / 30.0",
    ),
    ("feed.hot(1, '2020-12-26Z', '1 year')", "1"),
    (
        "feed.hot(1, '4713-01-01 BC', '1 us')",
        "-212441356800000000 + 0",
    ),
    ("feed.decayed_value(3, '2020-01-01 12:00Z')", "4"),
    ("feed.decayed_value('-Infinity', now())", "0"),
    ("feed.decayed_value(0, '9999-01-01Z')", "0"),
    ("feed.reddit_hot(110, 10, to_timestamp(1134028003))", "2"),
    (
        "feed.reddit_hot(10, 110, to_timestamp(1134028003 + 45000))",
        "-1",
    ),
    (
        "feed.reddit_hot(9223372036854775807, -9223372036854775808, to_timestamp(1134028003))",
        "log(18446744073709551615::float8)",
    ),
    (
        "feed.reddit_hot(0, 0, to_timestamp(1134028003.5))",
        "0.5 / 45000",
    ),
    (
        "feed.hacker_news(32, '8 hours')",
        "power(31::float8, 0.8) / power(10::float8, 1.8)",
    ),
    ("feed.hacker_news(1, '1 hour')", "0"),
    ("feed.hacker_news(0, '1 hour')", "0"),
    ("feed.hacker_news(-9223372036854775808, '0')", "0"),
    ("feed.hacker_news(2, '1 month')", "power(722::float8, -1.8)"),
    ("feed.wilson_lower_bound(1, 1)", "0.206549314377237"),
    ("feed.wilson_lower_bound(50, 100)", "0.403831530365996"),
    ("feed.wilson_lower_bound(8, 10)", "0.490162471536642"),
    ("feed.wilson_lower_bound(8, 10, 0.9)", "0.5407928056874879"),
    ("feed.wilson_lower_bound(0, 0)", "0"),
    ("feed.wilson_lower_bound(0, 10)", "0"),
    (
        "feed.wilson_lower_bound(9223372036854775807, 9223372036854775807)",
        "1",
    ),
    ("feed.bayesian_average(50, 10, 3, 10)", "4"),
    ("feed.bayesian_average(0, 0, 3, 10)", "3"),
    (
        "feed.bayesian_average(total => 1, n => 1, prior_mean => 0, prior_weight => 0)",
        "1",
    ),
    ("feed.reciprocal_rank(1)", "1 / 61.0"),
    ("feed.reciprocal_rank(1, 0)", "1"),
    (
        "feed.reciprocal_rank(rank => 9223372036854775807)",
        "1 / 9223372036854775867::float8",
    ),
    (
        "(SELECT feed.hot_sum(1, now(), '1 hour') FROM generate_series(1, 0))",
        "NULL",
    ),
    (
        "(SELECT feed.hot_sum(w, at, h) FROM (VALUES (NULL::float8, now(), interval '1 hour'), (1, NULL, '1 hour'), (1, now(), NULL)) AS v (w, at, h))",
        "NULL",
    ),
    ("(SELECT feed.hot_sum(0, now(), '1 hour'))", "'-Infinity'"),
    (
        "(SELECT feed.hot_sum(w, '2020-01-01Z', '1 hour') FROM (VALUES (0::float8), (NULL), (3), (5)) AS v (w))",
        "3",
    ),
];

/// Calls that are refused, and what the message says.
const REFUSED: [(&str, &str); 32] = [
    ("feed.gravity(1, '0', 1.5, 0)", "greater than 0"),
    ("feed.gravity('NaN', '1 hour')", "NaN"),
    ("feed.gravity(1e300, '1 hour', -300)", "out of range"),
    ("feed.hot(-1, '2020-01-01Z')", "-1"),
    ("feed.hot('NaN', '2020-01-01Z')", "NaN"),
    ("feed.hot('Infinity', '2020-01-01Z')", "Infinity"),
    ("feed.hot(1, 'infinity')", "infinity"),
    ("feed.hot(1, '-infinity')", "infinity"),
    ("feed.hot(1, now(), '0')", "half_life"),
    ("feed.hot(1, now(), '-1 hour')", "half_life"),
    ("feed.hot(1, now(), '1 month -31 days')", "half_life"),
    ("feed.decayed_value(5000, '2020-01-01Z')", "out of range"),
    ("feed.decayed_value('NaN', now())", "NaN"),
    ("feed.decayed_value('Infinity', now())", "Infinity"),
    ("feed.decayed_value(1, 'infinity')", "infinity"),
    ("feed.reddit_hot(0, 0, 'infinity')", "infinity"),
    ("feed.wilson_lower_bound(2, 1)", "2 > 1"),
    ("feed.wilson_lower_bound(-1, 1)", "-1"),
    ("feed.wilson_lower_bound(0, -1)", "-1"),
    ("feed.wilson_lower_bound(1, 2, 95)", "95"),
    ("feed.wilson_lower_bound(1, 2, 0)", "confidence"),
    ("feed.wilson_lower_bound(1, 2, 1)", "confidence"),
    ("feed.wilson_lower_bound(1, 2, 'NaN')", "confidence"),
    ("feed.bayesian_average(0, 0, 3, 0)", "prior_weight"),
    ("feed.bayesian_average(0, -1, 3, 0)", "-1"),
    ("feed.bayesian_average(0, 1, 3, -1)", "-1"),
    ("feed.reciprocal_rank(0)", "rank"),
    ("feed.reciprocal_rank(1, -61)", "-61"),
    ("feed.hot_sum(-1, now(), '1 hour')", "-1"),
    ("feed.hot_sum('NaN', now(), '1 hour')", "NaN"),
    ("feed.hot_sum(1, 'infinity', '1 hour')", "infinity"),
    ("feed.hot_sum(1, now(), '0')", "half_life"),
];

#[test]
fn every_case_has_its_value() {
    let database = Database::new();
    let mut session = database.connect();
    session.run("SET TimeZone = 'UTC'");
    let mut wrong = Vec::new();
    for (call, wanted) in VALUES {
        let equal = format!(
            "SELECT CASE WHEN there IS NULL OR wanted IS NULL THEN there IS NULL AND wanted IS NULL
                         WHEN there = wanted THEN true
                         ELSE abs(there - wanted) <= 1e-12 * greatest(abs(wanted), 1e-300) END
             FROM (SELECT {call} AS there, ({wanted})::float8 AS wanted) AS v"
        );
        // Constants known to fifteen digits cannot be held to more.
        let equal = if wanted.len() >= 17 && wanted.starts_with("0.") {
            equal.replace("1e-12", "1e-11")
        } else {
            equal
        };
        if !session.truth(&equal) {
            wrong.push(format!(
                "{call} is {:?}, not {wanted}",
                session.value(&format!("SELECT {call}"))
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    if session.number("SELECT current_setting('server_version_num')::int") >= 170_000 {
        assert!(session.truth(
            "SELECT feed.gravity(4, 'infinity') = 0 AND feed.gravity(4, '-infinity', 2) = 1"
        ));
        session.refused("22023", "SELECT feed.hot(1, now(), 'infinity')");
    }
}

#[test]
fn every_refusal_says_what_was_wrong() {
    let database = Database::new();
    let mut session = database.connect();
    for (call, named) in REFUSED {
        let states = if named == "out of range" {
            "22023/22003"
        } else {
            "22023"
        };
        let refusal = session.refused(states, &format!("SELECT {call}"));
        assert!(refusal.message.contains(named), "{call}: {refusal:?}");
    }
    session
        .refused("22023", "SELECT feed.hot(1, now(), '0')")
        .hints_at("12 hours");
}

/// Engagements of many posts over years, from a seed.
const EVENTS: &str = "
CREATE TABLE event AS
SELECT i % 997 AS post,
       (ARRAY[0, NULL, 1, 10, 13.5, 15, 20])[1 + (hashint4extended(i, {seed}) & 1023) % 7]::float8 AS weight,
       timestamptz '2020-01-01Z' + (hashint4extended(i, {seed} + 1) & 198719999) * interval '1 second' AS at
FROM generate_series(1, {rows}) AS i";

#[test]
fn sums_equal_the_two_pass_formula_in_any_order_and_plan() {
    let database = Database::new();
    let mut session = database.connect();
    let number = seed::of("sums_equal_the_two_pass_formula", 0) >> 2;
    let rows = if seed::long() { 1_000_000 } else { 60_000 };
    session.run(
        &EVENTS
            .replace("{seed}", &number.to_string())
            .replace("{rows}", &rows.to_string()),
    );
    for (half_life, seconds) in [
        ("1 hour", 3_600.0),
        ("12 hours", 43_200.0),
        ("30 days", 2_592_000.0),
        ("1 month 3 days 00:00:07.5", 2_851_207.5),
        ("10 years", 311_040_000.0),
    ] {
        let formula = format!(
            "WITH term AS (
               SELECT post, ln(weight) / ln(2::float8) + extract(epoch FROM at - timestamptz '2020-01-01Z')::float8 / {seconds} AS k
               FROM event WHERE weight > 0),
             highest AS (SELECT post, max(k) AS top FROM term GROUP BY post)
             SELECT post, max(top) + ln(sum(power(2::float8, greatest(k - top, -1000)))) / ln(2::float8) AS hot
             FROM term JOIN highest USING (post) GROUP BY post"
        );
        let differences = session.number(&format!(
            "SELECT count(*)
             FROM ({formula}) AS want FULL JOIN (
               SELECT post, feed.hot_sum(weight, at, '{half_life}') AS hot FROM event GROUP BY post) AS got USING (post)
             WHERE (abs(want.hot - got.hot) <= 1e-9) IS NOT TRUE"
        ));
        assert_eq!(differences, 0, "half-life {half_life}");
    }
    let by_order = session.rows(
        "SELECT count(*) FILTER (WHERE abs(a - b) > 1e-12 * abs(a) OR abs(a - c) > 1e-12 * abs(a))
         FROM (SELECT feed.hot_sum(weight, at, '12 hours') AS a,
                      feed.hot_sum(weight, at, '12 hours' ORDER BY at DESC) AS b,
                      feed.hot_sum(weight, at, '12 hours' ORDER BY hashfloat8(weight), at) AS c
               FROM event GROUP BY post) AS s",
    );
    assert_eq!(by_order[0][0].as_deref(), Some("0"));
    let alone = session.text("SELECT feed.hot_sum(weight, at, '12 hours') FROM event");
    session.run("ANALYZE event; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0");
    let plan = session
        .column("EXPLAIN SELECT feed.hot_sum(weight, at, '12 hours') FROM event")
        .join("\n");
    assert!(
        plan.contains("Partial Aggregate") && plan.contains("Finalize Aggregate"),
        "{plan}"
    );
    let together = session.text("SELECT feed.hot_sum(weight, at, '12 hours') FROM event");
    let (alone, together): (f64, f64) = (alone.parse().unwrap(), together.parse().unwrap());
    assert!(
        (alone - together).abs() <= 1e-12 * alone.abs(),
        "{alone} and {together}"
    );
}

#[test]
fn a_running_sum_is_a_window_function() {
    let database = Database::new();
    let mut session = database.connect();
    let wrong = session.number(
        "SELECT count(*)
         FROM (SELECT i, feed.hot_sum(1, '2020-01-01Z', '1 hour') OVER (ORDER BY i) AS s FROM generate_series(1, 8) AS i) AS x
         WHERE abs(s - ln(i::float8) / ln(2::float8)) > 1e-12",
    );
    assert_eq!(wrong, 0);
}

#[test]
fn an_index_on_hot_serves_the_order() {
    let database = Database::new();
    let mut session = database.connect();
    session.run(
        "CREATE TABLE scored (id bigint PRIMARY KEY, likes bigint, created timestamptz);
         INSERT INTO scored SELECT i, i * 7919 % 1000, '2025-06-01Z'::timestamptz + i * interval '1 minute' FROM generate_series(1, 20000) AS i;
         CREATE INDEX ON scored (feed.hot(likes, created) DESC, id DESC);
         ANALYZE scored",
    );
    let plan = session
        .column(
            "EXPLAIN SELECT id FROM scored ORDER BY feed.hot(likes, created) DESC, id DESC LIMIT 5",
        )
        .join("\n");
    assert!(
        plan.contains("Index Scan") && !plan.contains("Sort"),
        "{plan}"
    );
}

#[test]
fn everybody_may_call_them_and_nobody_their_parts() {
    let database = Database::new();
    let role = Role::new("anybody");
    let mut session = database.connect_as(role.name());
    session.run(
        "SELECT feed.gravity(1, '1 hour'), feed.hot(1, now()), feed.decayed_value(1, now()), feed.reddit_hot(1, 1, now()),
                feed.hacker_news(1, '1 hour'), feed.wilson_lower_bound(1, 2), feed.bayesian_average(1, 1, 1, 1),
                feed.reciprocal_rank(1), feed.hot_sum(1, now(), '1 hour')",
    );
    let open = session.column(
        "SELECT proname FROM pg_proc
         WHERE pronamespace = 'feed'::regnamespace AND proname LIKE 'hot\\_sum\\_%' AND has_function_privilege(oid, 'EXECUTE')",
    );
    assert!(open.is_empty(), "parts of the aggregate are open: {open:?}");
    let mute = session.column(
        "SELECT proname FROM pg_proc
         WHERE pronamespace = 'feed'::regnamespace AND has_function_privilege(oid, 'EXECUTE') AND obj_description(oid, 'pg_proc') IS NULL",
    );
    println!("without a comment: {mute:?}");
}
