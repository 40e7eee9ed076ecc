//! Rows of random tables of reactions: whom they concern, and when, with times at the edges of hours.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::dataset::Value;
use crate::engagement::sources::Source;

/// A time of an event: an hour's edges more often than anything between, lately, last year and in hours to come; or no time.
pub fn moment(rng: &mut StdRng, local: bool) -> Value {
    let edge = [
        "",
        " - interval '1 microsecond'",
        " + interval '1 microsecond'",
    ][rng.random_range(0..3)];
    let moment = match rng.random_range(0..20) {
        0 => return Value::Null,
        1 => "'infinity'::timestamptz".to_string(),
        2 => "'-infinity'::timestamptz".to_string(),
        3 => "timestamptz '0044-03-15 12:00+00 BC'".to_string(),
        4 => "timestamptz '2999-12-31 23:00+00'".to_string(),
        5..8 => format!(
            "now() + {} * interval '11 minutes'",
            rng.random_range(0..20)
        ),
        8..12 => format!(
            "timestamptz '2025-05-10 00:00+00' + {} * interval '1 hour'{edge}",
            rng.random_range(0..72)
        ),
        12..15 => format!(
            "date_trunc('hour', now()) - {} * interval '1 hour'{edge}",
            rng.random_range(0..60)
        ),
        _ => format!(
            "now() - {} * interval '37 minutes'",
            rng.random_range(0..400)
        ),
    };
    Value::Sql(if local {
        format!("({moment}) AT TIME ZONE 'UTC'")
    } else {
        moment
    })
}

/// One row of a source: post, actor, kind, active, amount, and its time where it has one.
pub fn row(rng: &mut StdRng, source: &Source, posts: &[String], users: &[String]) -> Vec<Value> {
    // A few posts get most of the reactions.
    let few = posts.len().min(1 + posts.len() / 8);
    let post = match rng.random_range(0..20) {
        0 => Value::Null,
        1..12 => Value::of(&posts[rng.random_range(0..few)]),
        _ => Value::of(posts.choose(rng).expect("there are posts")),
    };
    let actor = match rng.random_range(0..20) {
        0 => Value::Null,
        _ => Value::of(users.choose(rng).expect("there are users")),
    };
    let mut row = vec![post, actor];
    row.push(match rng.random_range(0..8) {
        0 => Value::Null,
        1 => Value::of("other"),
        2..4 => Value::of("down"),
        _ => Value::of("up"),
    });
    row.push(match rng.random_range(0..8) {
        0 => Value::Null,
        1 => Value::truth(false),
        _ => Value::truth(true),
    });
    row.push(Value::of(&rng.random_range(0..6).to_string()));
    if source.at.is_some() {
        row.push(moment(rng, source.local_time));
    }
    row
}

/// The columns of [`row`].
pub fn columns(source: &Source) -> Vec<String> {
    let mut columns = vec![
        source.post.clone(),
        source.actor.clone(),
        source.kind.clone(),
        source.active.clone(),
        source.amount.clone(),
    ];
    columns.extend(source.at.clone());
    columns
}

/// A time so many minutes ago.
pub fn recent(minutes: u32, local: bool) -> Value {
    let now = if local {
        "(now() AT TIME ZONE 'UTC')"
    } else {
        "now()"
    };
    Value::Sql(format!("{now} - {minutes} * interval '1 minute'"))
}
