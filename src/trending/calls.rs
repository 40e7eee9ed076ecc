//! `trending_posts`: arguments in, rows out.

use pgrx::pg_sys::{self, Datum};

use super::cursor::Cursor;
use super::question::{Order, Question};
use super::ranked::page;
use super::terms::Terms;
use super::walk::Walk;
use crate::cursor::Binding;
use crate::engagement::count::Counts;
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::interval::Length;
use crate::pg::value::{self, float_datum, key_datum};
use crate::pg_function;
use crate::timeline::arguments::{loaded_with, page_size, viewer};
use crate::timeline::circle::Circle;
use crate::timeline::reader::read_at;

pg_function!(trending_posts, pg_finfo_trending_posts, call_trending_posts);

/// `trending_posts(within, page_size, after, formula, viewer, as_of)`
fn call_trending_posts(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| {
        vec![
            pg_sys::INTERVALOID,
            pg_sys::INT4OID,
            pg_sys::TEXTOID,
            pg_sys::TEXTOID,
            loaded.feed.user_kind(),
        ]
    })?;
    let (post, user) = (loaded.feed.post_kind(), loaded.feed.user_kind());
    let want = page_size(call, 1)?;
    let order = order(call)?;
    let within = within(call, loaded.feed.spans.keep, order)?;
    let now = call.bigint(5).ok_or_else(|| Failure::null("as_of"))?;
    if [i64::MIN, i64::MAX].contains(&now) {
        return Err(Failure::invalid("as_of must be finite"));
    }
    let lines = read_at(&loaded, now, |reader| {
        let viewer = viewer(reader, call, 4)?;
        let binding = Binding::new(&reader.feed.name, "trending_posts")
            .with(order.1.as_bytes())
            .with(&within.span().hours().to_be_bytes())
            .key(viewer.as_ref());
        let counts = Counts::open(reader)?;
        let terms = Terms::of(reader.feed);
        let walk = match call.text(2) {
            Some(text) => Walk::on(Cursor::decode(&text, &binding)?, &counts, terms)?,
            None => Walk::begin(now, &counts, terms),
        };
        let question = Question {
            order: order.0,
            oldest: within.before(walk.as_of),
            latest: walk.as_of,
            as_of: walk.as_of,
            replies: reader.feed.settings.replies,
            but: None,
            terms: &walk.terms,
        };
        let mut circle = Circle::new(viewer.as_ref(), false);
        let behind = walk.behind.clone();
        page(reader, &counts, &mut circle, question, behind, want)?
            .into_iter()
            .map(|one| walk.line(order.0, &binding, one))
            .collect::<Outcome<Vec<_>>>()
    })?;
    let types = [
        pg_sys::INT4OID,
        post,
        user,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::FLOAT8OID,
        pg_sys::TEXTOID,
    ];
    call.rows(
        types,
        lines.into_iter().enumerate().map(|(place, line)| {
            let found = &line.one.post;
            [
                Some(Datum::from(place as i32 + 1)),
                key_datum(&found.at.id, post),
                found
                    .author
                    .as_ref()
                    .and_then(|author| key_datum(author, user)),
                Some(Datum::from(found.at.created_at)),
                Some(float_datum(line.score)),
                Some(value::text_datum(&line.cursor)),
            ]
        }),
    )
}

/// The formula asked for, with its name; 22023 for another.
fn order(call: &Call) -> Outcome<(Order, &'static str)> {
    let name = call.text(3).ok_or_else(|| Failure::null("formula"))?;
    let known = Order::NAMES.iter().find(|(known, _)| *known == name);
    known.map(|(name, order)| (*order, *name)).ok_or_else(|| {
        let names = Order::NAMES.map(|(name, _)| name);
        Failure::invalid(format!("unrecognized formula \"{name}\""))
            .hint(format!("Formulas are: {}.", names.join(", ")))
    })
}

/// How far back to look; 22023 for no time at all, and where hours so old are not known.
fn within(call: &Call, keep: Length, order: (Order, &str)) -> Outcome<Length> {
    let within = call.interval(0).ok_or_else(|| Failure::null("within"))?;
    if !within.is_positive() {
        return Err(Failure::invalid("within must be above zero")
            .hint("Give an interval such as '7 days'."));
    }
    if order.0 == Order::Window && within.span().hours() > keep.span().hours() {
        return Err(
            Failure::invalid("within is longer than engagement is known by the hour")
                .hint("Setting engagement.keep says how long that is; feed.configure changes it."),
        );
    }
    Ok(within)
}
