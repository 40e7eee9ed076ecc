//! Holds explanations against the feed they explain and against the reference: every number, what they add up to, and how little
//! they tell of posts that are not shown.

use serde_json::{Map, Value};

use crate::engagement::compare::float;
use crate::ranking::asked::Asked;
use crate::ranking::glance::Glance;
use crate::ranking::order::{Order, TOLERANCE, Wanted};
use crate::ranking::settings::Rank;
use crate::session::Row;

/// How close an explanation's total must be to the feed's score.
const EXACT: f64 = 1e-12;

/// The factors in the order of the formula, as the reference has them.
pub const FACTORS: [&str; 7] = [
    "engagement",
    "relevance",
    "quality",
    "recency",
    "social_proof",
    "context",
    "semantic",
];

const MULTIPLIERS: [&str; 3] = ["source", "seen", "diversity"];

/// Every post of a feed is explained. The session is in a REPEATABLE READ transaction.
pub fn assert_explained(glance: &mut Glance, asked: &Asked, order: &Order) {
    let app = &glance.ranked.engagement.app;
    let call = asked.call(app, 1_000, None);
    let explain = asked
        .explain(app, "")
        .replace("post => ''", "post => f.post_id");
    let rows = glance.as_reader(&format!(
        "SELECT f.post_id::text, f.score::text, array_to_json(f.reasons)::text, {explain}::text FROM {call} AS f"
    ));
    for row in &rows {
        let wanted = order.want.iter().find(|wanted| wanted.post[0] == row[0]);
        let wanted = wanted.expect("the feed equals the reference");
        if let Some(fault) = fault(row, wanted, &glance.ranked.rank) {
            panic!("{}\n{asked:?}\n{fault}\n{row:#?}\n{wanted:?}", glance.label);
        }
    }
}

/// A number, which must be there.
fn number(object: &Value, path: &str) -> f64 {
    let value = object.pointer(path).and_then(Value::as_f64);
    value.unwrap_or_else(|| panic!("no number at {path} of {object:#}"))
}

/// What is wrong with the explanation of a post that is in the feed: `post_id, score, reasons, explanation`.
fn fault(row: &Row, wanted: &Wanted, rank: &Rank) -> Option<String> {
    let told: Value = serde_json::from_str(row[3].as_deref()?).expect("an explanation is JSON");
    let reasons: Value = serde_json::from_str(row[2].as_deref()?).expect("reasons are JSON");
    if told["in_feed"] != Value::Bool(true) || told["reasons"] != reasons {
        return Some("not in the feed, or for other reasons".to_string());
    }
    let Some(score) = row[1].as_deref().map(float) else {
        let nothing = told["total"].is_null() && told.get("factors").is_none_or(Value::is_null);
        return (!nothing).then(|| "behind the candidates nothing is computed".to_string());
    };
    let total = number(&told, "/total");
    if (total - score).abs() > EXACT {
        return Some(format!("the total is {total}, the score {score}"));
    }
    let weights = [
        rank.weights.engagement,
        rank.weights.relevance,
        rank.weights.quality,
        rank.weights.recency,
        rank.weights.social_proof,
        rank.weights.context,
        rank.weights.semantic,
    ];
    let want = |place: usize| {
        float(
            wanted.numbers[place]
                .as_deref()
                .expect("a candidate has factors"),
        )
    };
    let mut sum = 0.0;
    for (place, (factor, weight)) in FACTORS.iter().zip(weights).enumerate() {
        let part = |name: &str| number(&told, &format!("/factors/{factor}/{name}"));
        let (value, contribution) = (part("value"), part("contribution"));
        let close = (value - want(place)).abs() <= TOLERANCE
            && (0.0..=1.0).contains(&value)
            && (part("weight") - weight).abs() <= EXACT
            && (contribution - value * weight).abs() <= EXACT;
        if !close {
            return Some(format!("{factor} is {value}, not {}", want(place)));
        }
        if told["factors"][factor]
            .as_object()
            .is_none_or(|parts| parts.len() < 4)
        {
            return Some(format!("{factor} does not tell what it comes from"));
        }
        sum += contribution;
    }
    for (place, multiplier) in (FACTORS.len()..).zip(MULTIPLIERS) {
        let value = number(&told, &format!("/multipliers/{multiplier}/value"));
        // Which of two equal posts of one author comes first is the feed's affair.
        if multiplier != "diversity" && (value - want(place)).abs() > TOLERANCE {
            return Some(format!("{multiplier} is {value}, not {}", want(place)));
        }
        sum *= value;
    }
    ((sum - total).abs() > EXACT).then(|| format!("it adds up to {sum}, not {total}"))
}

/// An explanation of a post that is not in the feed, without what the asker has said himself.
pub fn nothing(told: &Value) -> Map<String, Value> {
    assert_eq!(told["in_feed"], Value::Bool(false), "{told:#}");
    let mut rest = told.as_object().expect("an object").clone();
    for known in ["in_feed", "post_id", "as_of"] {
        rest.remove(known);
    }
    rest.retain(|_, value| !value.is_null() && *value != Value::Array(Vec::new()));
    let words = rest
        .values()
        .all(|value| value.as_str().is_some_and(|text| text.len() > 10));
    assert!(
        rest.len() == 1 && words,
        "a reason in words, and nothing else: {told:#}"
    );
    rest
}
