//! The reference queries of the views of engagement, written from the contract over the app's own tables. They share nothing
//! with the extension: events are counted anew each time, scores are sums of powers of two in double precision.

use crate::engagement::{Engagement, number, seconds};
use crate::oracle::{holds, key, moment, public_at};
use crate::quote::{ident, literal};

/// Scores are logarithms of what an event is worth at this moment: 2020-01-01 00:00 UTC as seconds.
const ORIGIN: i64 = 1_577_836_800;

/// Powers below are left out of a sum, and are zero as a value: `power` refuses to underflow.
const NEGLIGIBLE: i32 = -1_000;

/// The hour in which a moment lies, in UTC.
pub(crate) fn hour_of(moment: &str) -> String {
    format!("date_trunc('hour', {moment}, 'UTC')")
}

/// A moment in half-lives since the origin.
fn half_lives(engagement: &Engagement, moment: &str) -> String {
    format!(
        "((extract(epoch FROM {moment}) - {ORIGIN})::float8 / {})",
        engagement.scoring.half_life
    )
}

fn log2(value: &str) -> String {
    format!("(ln({value}::float8) / ln(2::float8))")
}

/// The power of two, or zero where it hardly is more.
pub(crate) fn exp2(exponent: &str) -> String {
    format!(
        "(CASE WHEN {exponent} < {NEGLIGIBLE} THEN 0::float8 ELSE power(2::float8, {exponent}) END)"
    )
}

/// The lists all reference queries begin with: the posts that may be seen, how many events each has of which signal in which
/// hour, and their sums. Events without a finite time have no hour.
pub(crate) fn counted(engagement: &Engagement) -> String {
    let posts = &engagement.app.posts;
    let policy = engagement.app.reader.as_ref();
    let mut events = vec![
        "SELECT NULL::int AS place, NULL::text COLLATE \"C\" AS post_key, NULL::timestamptz AS at, NULL::boolean AS timed
  WHERE false"
            .to_string(),
    ];
    let mut weights =
        vec!["SELECT NULL::int AS place, NULL::float8 AS weight WHERE false".to_string()];
    let mut sums = String::new();
    for (place, signal) in engagement.signals.iter().enumerate() {
        if signal.removed {
            continue;
        }
        let at = signal.created_at.as_deref().map_or_else(
            || "NULL::timestamptz".to_string(),
            |column| moment(column, signal.local_time),
        );
        events.push(format!(
            "SELECT {place}, {post}, {at}, {timed}
  FROM {table}
  WHERE {post} IS NOT NULL AND {active}",
            post = key(&signal.post),
            timed = signal.created_at.is_some(),
            table = ident(&signal.table),
            active = holds(signal.active.as_deref()),
        ));
        weights.push(format!("SELECT {place}, {}", number(signal.weight())));
        sums += &format!(", sum(n) FILTER (WHERE place = {place}) AS n_{place}");
    }
    format!(
        "WITH readable_post AS MATERIALIZED (
  SELECT {id} AS post_id, {post_key} AS post_key, {author} AS author_id, {created_at} AS created_at
  FROM {table}
  WHERE {readable}),
counted_event AS (
  {events}),
signal_weight AS (
  {weights}),
slot AS MATERIALIZED (
  SELECT post_key, place, {hour} AS hour, count(*) AS n
  FROM counted_event AS e
  JOIN readable_post AS p USING (post_key)
  GROUP BY 1, 2, 3),
total AS MATERIALIZED (
  SELECT post_key, sum(weight * n) AS engagement{sums}
  FROM slot
  JOIN signal_weight USING (place)
  GROUP BY post_key)",
        id = ident(&posts.id),
        post_key = key(&posts.id),
        author = ident(&posts.author),
        created_at = moment(&posts.created_at, posts.local_time),
        table = ident(&posts.table),
        readable = holds(policy.map(|reader| reader.policy.as_str())),
        events = events.join("\n  UNION ALL\n  "),
        weights = weights.join(" UNION ALL "),
        hour = hour_of("CASE WHEN e.timed THEN e.at ELSE p.created_at END"),
    )
}

/// More lists: the hot score of every post when the clock stands at `clock`, as logarithm of a sum of powers of two.
pub(crate) fn heat(engagement: &Engagement, clock: &str) -> String {
    format!(
        "term AS MATERIALIZED (
  SELECT post_key, {base} + {born} AS x
  FROM readable_post
  WHERE isfinite(created_at)
  UNION ALL
  SELECT post_key, {weight} + {n} + {when} AS x
  FROM slot
  JOIN signal_weight USING (place)
  JOIN readable_post USING (post_key)
  WHERE isfinite(created_at) AND isfinite(hour) AND hour <= {clock} AND weight > 0),
peak AS (
  SELECT post_key, max(x) AS highest FROM term GROUP BY post_key),
heat AS MATERIALIZED (
  SELECT post_key, highest + {sum} AS hot
  FROM term
  JOIN peak USING (post_key)
  GROUP BY post_key, highest)",
        base = log2(&number(engagement.scoring.base)),
        born = half_lives(engagement, "created_at"),
        weight = log2("weight"),
        n = log2("n"),
        when = half_lives(engagement, "hour"),
        sum = log2(&format!("sum({})", exp2("(x - highest)"))),
    )
}

/// The columns of the signals in order of addition, each as text.
fn counts(engagement: &Engagement) -> String {
    let column = |(place, signal): (usize, &crate::engagement::Signal)| match signal.removed {
        true => ", NULL::text".to_string(),
        false => format!(", coalesce(n_{place}, 0)::bigint::text"),
    };
    engagement.signals.iter().enumerate().map(column).collect()
}

/// What a post is worth at a moment.
pub(crate) fn value(engagement: &Engagement, moment: &str) -> String {
    exp2(&format!("(hot - {})", half_lives(engagement, moment)))
}

/// `post_id, author_id, created_at`, a count for each signal, `engagement`, `hot`; all as text.
pub fn post_stats(engagement: &Engagement) -> String {
    format!(
        "{counted},
{heat}
SELECT post_id::text, author_id::text, created_at::text{counts}, coalesce(engagement, 0)::text, hot::text
FROM readable_post
LEFT JOIN total USING (post_key)
LEFT JOIN heat USING (post_key)",
        counted = counted(engagement),
        heat = heat(engagement, "now()"),
        counts = counts(engagement),
    )
}

/// `post_id, signal, n` as text.
pub fn signal_counts(engagement: &Engagement) -> String {
    let names: Vec<String> = engagement
        .signals
        .iter()
        .map(|signal| literal(&signal.name))
        .collect();
    format!(
        "{counted}
SELECT post_id::text, (ARRAY[{names}]::text[])[place + 1], sum(n)::bigint::text
FROM readable_post
JOIN slot USING (post_key)
GROUP BY post_id, place",
        counted = counted(engagement),
        names = names.join(", "),
    )
}

/// `post_id, hour`, a count for each signal; all as text.
pub fn hourly(engagement: &Engagement) -> String {
    let sums: String = engagement
        .signals
        .iter()
        .enumerate()
        .map(|(place, signal)| match signal.removed {
            true => ", NULL::text".to_string(),
            false => {
                format!(", coalesce(sum(n) FILTER (WHERE place = {place}), 0)::bigint::text")
            }
        })
        .collect();
    format!(
        "{counted}
SELECT post_id::text, hour::text{sums}
FROM readable_post
JOIN slot USING (post_key)
WHERE isfinite(hour) AND hour >= {first}
GROUP BY post_id, hour",
        counted = counted(engagement),
        first = hour_of(&format!("(now() - {})", engagement.keep())),
    )
}

/// The rows of `trending`, in no order: `post_id, author_id, created_at`, a count for each signal, `engagement`, `hot`,
/// `value`; all as text.
pub fn trending(engagement: &Engagement) -> String {
    format!(
        "{counted},
{heat},
public_post AS ({public})
SELECT p.post_id::text, p.author_id::text, p.created_at::text{counts}, coalesce(engagement, 0)::text, hot::text, {value}::text
FROM public_post AS p
JOIN readable_post AS r USING (post_id)
JOIN heat USING (post_key)
LEFT JOIN total USING (post_key)
WHERE p.created_at >= now() - {max_age}",
        counted = counted(engagement),
        heat = heat(engagement, "now()"),
        public = public_at(&engagement.app, None, "now()"),
        counts = counts(engagement),
        value = value(engagement, "now()"),
        max_age = seconds(engagement.scoring.max_age),
    )
}
