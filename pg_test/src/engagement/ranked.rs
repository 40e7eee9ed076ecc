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
    // Where sums of weights are exact, posts with equal sums are equal; otherwise only those with equal counts.
    let exact = engagement.present().all(|signal| is_exact(signal.weight()));
    let by_counts = "string_agg(place || ' ' || n, ',' ORDER BY place) FILTER (WHERE weight > 0)";
    let (inside, key, tie, score) = match ranking.formula {
        Formula::Decay => (
            format!("SELECT post_key, string_agg(place || ' ' || hour || ' ' || n, ',' ORDER BY hour, place) AS tie, NULL::float8 AS score
  FROM slot JOIN signal_weight USING (place)
  WHERE weight > 0 AND hour <= {clock}
  GROUP BY post_key"),
            "hot".to_string(),
            "p.created_at || ': ' || coalesce(tie, '')".to_string(),
            value(engagement, clock),
        ),
        Formula::Gravity => {
            let score = format!(
                "coalesce(engagement, 0) / power({age}::float8 / 3600 + {}, {})",
                number(engagement.scoring.offset_hours),
                number(engagement.scoring.exponent)
            );
            (
                format!("SELECT post_key, {} AS tie, NULL::float8 AS score
  FROM (SELECT post_key, place, weight, sum(n)::bigint AS n
        FROM slot JOIN signal_weight USING (place) GROUP BY 1, 2, 3) AS s
  GROUP BY post_key", if exact { "sum(weight * n)::text" } else { by_counts }),
                score.clone(),
                "CASE WHEN coalesce(engagement, 0) = 0 THEN '' ELSE p.created_at || ': ' || tie END".to_string(),
                score,
            )
        }
        Formula::Window => (
            format!("SELECT post_key, {} AS tie, sum(weight * n) AS score
  FROM (SELECT post_key, place, weight, sum(n)::bigint AS n
        FROM slot JOIN signal_weight USING (place)
        WHERE hour BETWEEN {} AND {} GROUP BY 1, 2, 3) AS s
  GROUP BY post_key",
                if exact { "sum(weight * n)::text" } else { by_counts },
                hour_of(&format!("({clock} - {within})")),
                hour_of(clock)),
            "score".to_string(),
            "coalesce(tie, '')".to_string(),
            "score".to_string(),
        ),
    };
    let which = match ranking.formula {
        Formula::Window => "score IS NOT NULL".to_string(),
        _ => format!("p.created_at >= {clock} - {within}"),
    };
    format!(
        "{counted},
{heat},
public_post AS ({public}),
inside AS ({inside}),
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
