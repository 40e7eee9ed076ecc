//! `explain`: what the score of a post is made of, or why it is not in the feed.

use pgrx::pg_sys::Datum;
use serde_json::{Map, Value, json};

use super::calls::{at_clock, clock};
use super::json::{id, time};
use super::pages::reasons;
use super::ranked::{Ranked, Wanted, ranking, scale};
use super::whereabouts::{Whereabouts, whereabouts};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::value;
use crate::pg_function;
use crate::score::feed::{FACTORS, Scale};
use crate::timeline::arguments::{loaded_with, required, viewer};
use crate::timeline::circle::Circle;
use crate::timeline::reader::{Reader, read};
use crate::timeline::rules::Reasons;

pg_function!(feed_explain, pg_finfo_feed_explain, call_explain);

const MICROS_PER_HOUR: f64 = 3_600_000_000.0;

/// `explain(viewer, post, as_of)`
fn call_explain(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| {
        vec![loaded.feed.user_kind(), loaded.feed.post_kind()]
    })?;
    let as_of = clock(call, 2)?;
    let post = call.key(1, loaded.feed.post_kind())?;
    let post = post.ok_or_else(|| Failure::null("post"))?;
    let viewer = read(&loaded, |reader| required(viewer(reader, call, 0)?))?;
    let mut document = Map::new();
    document.insert("post_id".to_owned(), id(Some(&post)));
    document.insert("as_of".to_owned(), time(as_of));
    let told = at_clock(&loaded, as_of, |reader| {
        explained(reader, &viewer, &post, as_of)
    })?;
    document.extend(told);
    value::json_datum(Value::Object(document)).ok_or_else(|| Failure::internal("no document"))
}

fn explained(reader: &Reader, viewer: &Key, post: &Key, as_of: i64) -> Outcome<Map<String, Value>> {
    let mut circle = Circle::new(Some(viewer), false);
    let ranking = ranking(reader, &mut circle, viewer, as_of, &Wanted::ALL)?;
    let posts = ranking.posts.iter();
    let found = posts
        .zip(1..)
        .find(|(one, _)| one.candidate.post.at.id == *post);
    let told = match found {
        Some((one, rank)) => ranked(&scale(reader.feed), one, rank),
        None => unranked(whereabouts(reader, &mut circle, post)?),
    };
    match told {
        Value::Object(told) => Ok(told),
        _ => Ok(Map::new()),
    }
}

/// A post that is ranked.
fn ranked(scale: &Scale, one: &Ranked, rank: usize) -> Value {
    let candidate = &one.candidate;
    let reasons = reasons(candidate.reasons, candidate.trending, candidate.similar);
    json!({
        "in_feed": true,
        "rank": rank,
        "total": one.score,
        "factors": factors(scale, one),
        "multipliers": {
            "source": { "value": one.judged.source, "in_network": one.evidence.in_network },
            "seen": { "value": one.judged.seen, "marked": one.evidence.seen },
            "diversity": { "value": one.diversity, "posts_of_author_before": one.before },
        },
        "reasons": reasons.collect::<Vec<_>>(),
    })
}

fn factors(scale: &Scale, one: &Ranked) -> Map<String, Value> {
    let contributions = one.judged.contributions(scale);
    let raw = raw(scale, one);
    FACTORS
        .into_iter()
        .zip(raw)
        .enumerate()
        .map(|(nth, (name, raw))| {
            let factor = json!({
                "raw": raw,
                "value": one.judged.factors[nth],
                "weight": scale.weights[nth],
                "contribution": contributions[nth],
            });
            (name.to_owned(), factor)
        })
        .collect()
}

/// What each factor is made of, in the order of [`FACTORS`].
fn raw(scale: &Scale, one: &Ranked) -> [Value; FACTORS.len()] {
    let known = &one.evidence;
    let half_life = scale.recency_half_life.micros() as f64;
    [
        json!({ "decayed_engagement": known.engagement, "half": scale.engagement_half }),
        json!({ "engagement_with_author": known.affinity, "half": scale.relevance_half }),
        json!({
            "engagements": known.engaged,
            "impressions": known.impressions,
            "least_impressions": scale.quality_min,
        }),
        json!({
            "age_hours": known.age.max(0) as f64 / MICROS_PER_HOUR,
            "half_life_hours": half_life / MICROS_PER_HOUR,
        }),
        json!({ "followees_engaged": known.followees, "half": scale.social_half }),
        json!({ "member_of_group": known.member }),
        json!({ "cosine": known.cosine }),
    ]
}

/// A post that is not.
fn unranked(found: Whereabouts) -> Value {
    match found {
        Whereabouts::Rest(reasons) => json!({
            "in_feed": true,
            "total": null,
            "reasons": reasons.names().collect::<Vec<_>>(),
            "why": "not among the candidates that are ranked: it follows behind them, by time",
        }),
        Whereabouts::Elsewhere(why) => json!({
            "in_feed": false,
            "total": null,
            "reasons": Reasons::NONE.names().collect::<Vec<_>>(),
            "why": why,
        }),
    }
}
