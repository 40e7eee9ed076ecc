//! The reference query of rankings: all posts that one may ever show, in its order, scored as its formula says.

use crate::engagement::ranking::{Formula, Ranking};
use crate::engagement::reference::{counted, heat, hour_of, value};
use crate::engagement::{Engagement, number, seconds};
use crate::oracle::public_at;

/// All posts that a ranking may ever show, in its order: `post_id, author_id, created_at`, `score`, `key` (what orders them),
/// `tie` (equal only where nothing but the id may decide), `place` (from the greatest id down); all as text.
pub fn reference(engagement: &Engagement, ranking: &Ranking) -> String {
    let clock = ranking.clock();
    let within = seconds(ranking.within);
    let age = format!(
        "greatest(extract(epoch FROM {clock})::numeric - extract(epoch FROM p.created_at), 0)"
    );
    // Where sums of weights are exact, posts with equal sums are equal; otherwise only those with the same events.
    let exact = engagement.present().all(|signal| is_exact(signal.weight()));
    let each = "string_agg(concat_ws(' ', place, n, hour), ',' ORDER BY hour, place) FILTER (WHERE weight > 0)";
    let events = if exact && ranking.formula != Formula::Decay {
        "sum(weight * n)::text"
    } else {
        each
    };
    let (hours, score) = match ranking.formula {
        Formula::Decay => (format!("hour <= {clock}"), value(engagement, clock)),
        Formula::Gravity => (
            "true".to_string(),
            format!(
                "(coalesce(engagement, 0) / power({age}::float8 / 3600 + {}, {}))",
                number(engagement.scoring.offset_hours),
                number(engagement.scoring.exponent)
            ),
        ),
        Formula::Window => (
            format!(
                "hour BETWEEN {} AND {}",
                hour_of(&format!("({clock} - {within})")),
                hour_of(clock)
            ),
            "inside.score".to_string(),
        ),
    };
    let (key, tie) = match ranking.formula {
        Formula::Decay => ("hot", "p.created_at || ': ' || coalesce(events, '')"),
        Formula::Gravity => (
            score.as_str(),
            "CASE WHEN coalesce(engagement, 0) = 0 THEN '' ELSE p.created_at || ': ' || events END",
        ),
        Formula::Window => ("inside.score", "coalesce(events, '')"),
    };
    let which = match ranking.formula {
        Formula::Window => "inside.score IS NOT NULL".to_string(),
        _ => format!("p.created_at >= {clock} - {within}"),
    };
    format!(
        "{counted},
{heat},
public_post AS ({public}),
inside AS (
  SELECT post_key, {events} AS events, sum(weight * n) AS score
  FROM slot
  JOIN signal_weight USING (place)
  WHERE {hours}
  GROUP BY post_key),
ranked AS (
  SELECT p.post_id, p.author_id, p.created_at, {score} AS score, {key} AS key, {tie} AS tie
  FROM public_post AS p
  JOIN readable_post AS r USING (post_id)
  JOIN heat USING (post_key)
  LEFT JOIN total USING (post_key)
  LEFT JOIN inside USING (post_key)
  WHERE {which})
SELECT post_id::text, author_id::text, created_at::text, score::text, key::text, tie,
       (row_number() OVER (ORDER BY ranked.post_id DESC))::text AS place
FROM ranked
ORDER BY ranked.key DESC, ranked.post_id DESC",
        counted = counted(engagement),
        heat = heat(engagement, clock),
        public = public_at(&engagement.app, ranking.viewer.as_deref(), clock),
    )
}

/// Whether sums of many such weights are free of rounding.
fn is_exact(weight: f64) -> bool {
    weight < 1e6 && (weight * 1024.0).fract() == 0.0
}
