//! The statements that find the posts nearest to something, exactly or by an index.

use pgrx::pg_sys::{self, Datum, Oid};

use super::nearest::Nearest;
use crate::definition::model::Embedding;
use crate::error::Outcome;
use crate::pg::value::{family_of, key_datum};
use crate::pg::vector::vector_datum;
use crate::quote::{fill, identifier};
use crate::settings::Replies;
use crate::timeline::query::{From, Pins, PostQuery};
use crate::timeline::reader::{BEGINNING, Reader};
use crate::timeline::rules::Rules;
use crate::timeline::selection::Selection;

/// How posts are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Among all.
    Exact,
    /// By an index, which finds most of the nearest.
    ByIndex,
}

/// How many columns a post takes; its distance stands behind them.
pub const DISTANCE: usize = 7;

/// The power of two just above the largest number of a direction: none is too large for half precision then, and few are lost
/// for being too small.
const LARGEST: i32 = 10;

/// A direction as a parameter, of single precision whatever that of the column: rounded to halves it would be another one, to
/// which other posts may be nearest.
pub fn direction(embedding: &Embedding, to: &[f64]) -> Outcome<(Oid, Option<Datum>)> {
    let largest = to.iter().fold(0.0, |most: f64, one| most.max(one.abs()));
    let scale = match largest > 0.0 {
        true => 2f64.powi(LARGEST - largest.log2().ceil() as i32),
        false => 1.0,
    };
    let numbers: Vec<f32> = to.iter().map(|one| (one * scale) as f32).collect();
    Ok((embedding.single, Some(vector_datum(&numbers)?)))
}

/// The statement for a question.
pub fn text(
    reader: &Reader,
    embedding: &Embedding,
    way: Way,
    rules: &Rules,
    question: Nearest,
) -> Outcome<String> {
    let posts = &reader.feed.posts;
    let query = PostQuery {
        from: From::Ids,
        pins: Pins::Ignored,
        group_pins: false,
        replies: rules.replies != Replies::None,
        public_only: question.public_only,
    };
    let Selection { columns, shown } = Selection::of(reader.feed, query);
    let [id, author, created_at] =
        [&posts.id, &posts.author, &posts.created_at].map(|column| identifier(&column.name));
    let column = identifier(&embedding.column.name);
    let mut among = vec![
        format!("r.{column} IS NOT NULL"),
        format!("r.{id} IS NOT NULL"),
        format!("r.{created_at} > '-infinity'"),
        format!("r.{created_at} <= $2"),
        shown,
    ];
    if question.oldest > BEGINNING {
        among.push(format!("r.{created_at} >= $3"));
    }
    if question.without_author.is_some() {
        among.push(format!("r.{author} IS DISTINCT FROM $4"));
    }
    if question.without_post.is_some() {
        among.push(format!("r.{id} <> $5"));
    }
    let schema = &embedding.schema;
    if embedding.dimensions.is_none() {
        among.push(format!(
            "{schema}.vector_dims(r.{column}) = {schema}.vector_dims($1)"
        ));
    }
    let single = match embedding.half {
        true => format!("r.{column}::{schema}.vector"),
        false => format!("r.{column}"),
    };
    let indexed = match embedding.half {
        true => format!("$1::{schema}.halfvec"),
        false => "$1".to_owned(),
    };
    let template = match way {
        Way::Exact => include_str!("../../sql/similar/nearest.sql"),
        Way::ByIndex => include_str!("../../sql/similar/nearest_by_index.sql"),
    };
    fill(
        template,
        &[
            ("columns", &columns),
            ("posts", &posts.table.name),
            ("id", &id),
            ("embedding", &column),
            ("single", &single),
            ("indexed", &indexed),
            ("schema", schema),
            ("among", &among.join("\n      AND ")),
        ],
    )
}

/// The parameters of these statements, which give `most` rows at most.
pub fn parameters(
    reader: &Reader,
    direction: (Oid, Option<Datum>),
    question: Nearest,
    most: usize,
) -> [(Oid, Option<Datum>); 6] {
    let feed = reader.feed;
    let (user, post, time) = (
        family_of(feed.user_kind()),
        family_of(feed.post_kind()),
        feed.posts.created_at.kind,
    );
    [
        direction,
        (time, Some(Datum::from(question.latest))),
        (time, Some(Datum::from(question.oldest))),
        (user, reader.user(question.without_author)),
        (
            post,
            question.without_post.and_then(|id| key_datum(id, post)),
        ),
        (pg_sys::INT8OID, Some(Datum::from(most as i64))),
    ]
}
