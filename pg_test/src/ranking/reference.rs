//! The reference query of a ranked feed, written from the contract over the app's own tables. It shares nothing with the
//! extension: every number is computed anew, in double precision, from the rows it is made of. The query is kept in parts
//! under `sql/ranking`; this file says what the tables, columns and settings are.

use crate::engagement::reference::{counted, exp2, heat, value};
use crate::engagement::{DAY, Signal, number, seconds};
use crate::oracle::{self, holds, key, key_literal, moment};
use crate::quote::{fill, ident, literal};
use crate::ranking::Ranked;
use crate::ranking::asked::Asked;
use crate::read::Read;

const SHOWN: &str = include_str!("../../sql/ranking/shown.sql");
const ACTS: &str = include_str!("../../sql/ranking/acts.sql");
const CANDIDATES: &str = include_str!("../../sql/ranking/candidates.sql");
const SCORES: &str = include_str!("../../sql/ranking/scores.sql");

/// The whole feed in its order. All columns are text: `post_id, author_id, created_at, score, reasons`; then `before`, the score
/// before the posts of one author are spread; `doubt`, whether rounding may decide what a candidate set ends with; `place`,
/// from the newest down; the seven factors in the order of the formula; and the multipliers `source`, `seen`, `diversity`.
pub fn reference(ranked: &Ranked, asked: &Asked) -> String {
    let engagement = &ranked.engagement;
    let clock = asked.clock();
    let parts = [
        shown(ranked, asked),
        acts(ranked, asked),
        candidates(ranked, asked),
        scores(ranked, asked),
    ];
    format!(
        "{counted},\n{heat},\n{parts}",
        counted = counted(engagement),
        heat = heat(engagement, clock),
        parts = parts.join(",\n"),
    )
}

/// What a viewer may be shown at all, in no order: `post_id, author_id, created_at`, the reasons of the timeline, and whether the
/// post is public.
pub fn visible(ranked: &Ranked, asked: &Asked) -> String {
    format!(
        "WITH {}
SELECT post_id::text, author_id::text, created_at::text, reasons::text, is_public::text
FROM shown
WHERE to_viewer OR to_all",
        shown(ranked, asked)
    )
}

/// A post later than the clock does not show, and never one that is scheduled.
fn visible_until(asked: &Asked) -> String {
    format!("least(now(), {})", asked.clock())
}

/// A timeline of everything that has a reason.
fn timeline(asked: &Asked) -> Read {
    Read::Timeline {
        viewer: asked.viewer.clone(),
        only: None,
    }
}

fn shown(ranked: &Ranked, asked: &Asked) -> String {
    let app = &ranked.engagement.app;
    let (read, viewer) = (timeline(asked), Some(asked.viewer.as_str()));
    let to_all = match app.settings.replies {
        "all" => "true",
        _ => "parent_key IS NULL",
    };
    let marked = format!(
        "SELECT post FROM marked WHERE viewer = {} AND at >= {} - {}",
        literal(&asked.viewer),
        asked.clock(),
        seconds(ranked.rank.seen_keep)
    );
    fill(
        SHOWN,
        &[
            ("followee", oracle::followee(app, viewer)),
            ("member", oracle::member(app, viewer)),
            ("muted", oracle::excluded(app, viewer, false)),
            ("post", oracle::post(app, &read, &visible_until(asked))),
            ("reasoned", oracle::reasoned(app, &read)),
            ("viewer", key_literal(viewer)),
            ("to_viewer", oracle::reply_rule(app, viewer)),
            ("to_all", to_all.to_string()),
            ("marked", marked),
        ],
    )
}

fn acts(ranked: &Ranked, asked: &Asked) -> String {
    let app = &ranked.engagement.app;
    let mut acts = vec![
        "SELECT NULL::int AS place, NULL::text COLLATE \"C\" AS post_key, NULL::text COLLATE \"C\" AS actor_key,
         NULL::timestamptz AS at, NULL::boolean AS timed, NULL::bigint AS nth
  WHERE false"
            .to_string(),
    ];
    let signals = ranked.engagement.signals.iter().enumerate();
    acts.extend(signals.filter_map(|(place, signal)| act(place, signal)));
    fill(
        ACTS,
        &[
            ("acts", acts.join("\n  UNION ALL\n  ")),
            ("viewer", key_literal(Some(&asked.viewer))),
            ("as_of", asked.clock().to_string()),
            (
                "relevance_half_life",
                number_of(ranked.rank.relevance_half_life),
            ),
            ("aged_weight", exp2("half_lives")),
            ("embedded", embedded(ranked)),
            (
                "visible",
                oracle::post(app, &timeline(asked), &visible_until(asked)),
            ),
            ("month", seconds(30 * DAY)),
        ],
    )
}

/// The rows of one signal that say who did something; nothing of a signal that has none.
fn act(place: usize, signal: &Signal) -> Option<String> {
    if signal.removed || signal.is_impression() {
        return None;
    }
    let actor = signal.actor.as_deref()?;
    let at = signal.created_at.as_deref().map_or_else(
        || "NULL::timestamptz".to_string(),
        |column| moment(column, signal.local_time),
    );
    Some(format!(
        "SELECT {place}, {post}, {actor_key}, {at}, {timed},
         row_number() OVER (PARTITION BY {post} ORDER BY CASE WHEN isfinite({at}) THEN {at} END DESC NULLS LAST, {actor} DESC)
  FROM {table}
  WHERE {post} IS NOT NULL AND {actor} IS NOT NULL AND {active}",
        post = key(&signal.post),
        actor_key = key(actor),
        timed = signal.created_at.is_some(),
        actor = ident(actor),
        table = ident(&signal.table),
        active = holds(signal.active.as_deref()),
    ))
}

/// Embeddings of the posts that the caller may read.
fn embedded(ranked: &Ranked) -> String {
    let app = &ranked.engagement.app;
    let Some(embedding) = &ranked.embedding else {
        return "SELECT NULL::text COLLATE \"C\" AS post_key, NULL::float8[] AS vector WHERE false"
            .to_string();
    };
    format!(
        "SELECT {post} AS post_key, {column}::real[]::float8[] AS vector
  FROM {table}
  WHERE {column} IS NOT NULL AND {readable}",
        post = key(&app.posts.id),
        column = ident(&embedding.column),
        table = ident(&app.posts.table),
        readable = holds(app.reader.as_ref().map(|reader| reader.policy.as_str())),
    )
}

fn candidates(ranked: &Ranked, asked: &Asked) -> String {
    let rank = &ranked.rank;
    fill(
        CANDIDATES,
        &[
            ("as_of", asked.clock().to_string()),
            ("max_age", seconds(rank.max_age)),
            (
                "trending_max_age",
                seconds(ranked.engagement.scoring.max_age),
            ),
            ("timeline_count", rank.timeline.to_string()),
            ("trending_count", rank.trending.to_string()),
            ("similar_count", rank.similar.to_string()),
        ],
    )
}

fn scores(ranked: &Ranked, asked: &Asked) -> String {
    let (rank, weights) = (&ranked.rank, &ranked.rank.weights);
    let signals = ranked.engagement.signals.iter().enumerate();
    let impressions: Vec<String> = signals
        .filter(|(_, signal)| signal.is_impression())
        .map(|(place, _)| place.to_string())
        .collect();
    fill(
        SCORES,
        &[
            ("as_of", asked.clock().to_string()),
            (
                "impressions",
                format!("ARRAY[{}]::int[]", impressions.join(", ")),
            ),
            ("quality_min", rank.quality_min.to_string()),
            ("value", value(&ranked.engagement, asked.clock())),
            ("recency_half_life", number_of(rank.recency_half_life)),
            ("recency", exp2("half_lives")),
            ("engagement_half", number(rank.engagement_half)),
            ("relevance_half", number(rank.relevance_half)),
            ("social_half", number(rank.social_half)),
            ("out_of_network", number(rank.out_of_network)),
            ("seen", number(rank.seen)),
            ("floor", number(rank.diversity_floor)),
            ("decay", number(rank.diversity_decay)),
            ("engagement", number(weights.engagement)),
            ("relevance", number(weights.relevance)),
            ("quality", number(weights.quality)),
            ("recency_weight", number(weights.recency)),
            ("social_proof", number(weights.social_proof)),
            ("context", number(weights.context)),
            ("semantic", number(weights.semantic)),
        ],
    )
}

/// Seconds as SQL divides by them.
#[allow(clippy::cast_precision_loss)] // Lengths of time are far below what double precision holds.
fn number_of(seconds: i64) -> String {
    number(seconds as f64)
}
