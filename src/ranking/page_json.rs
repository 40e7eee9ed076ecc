//! `feed_page`: a page as one JSON document.

use pgrx::pg_sys::Datum;
use serde_json::{Value, json};

use super::calls::ranked_page;
use super::json::{id, time};
use super::pages::Line;
use super::recent::recent;
use crate::cursor::Binding;
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::{spi, value};
use crate::pg_function;
use crate::timeline::arguments::{loaded_with, page_size, required, viewer};
use crate::timeline::reader::read;
use crate::worker;

pg_function!(feed_page, pg_finfo_feed_page, call_feed_page);

/// By what a page is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Ranked,
    Recent,
}

const ORDERS: [(&str, Order); 2] = [("ranked", Order::Ranked), ("recent", Order::Recent)];

/// `feed_page(viewer, page_size, after, ranking)`
fn call_feed_page(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let want = page_size(call, 1)?;
    let (name, order) = order(call)?;
    let after = call.text(2);
    let viewer = read(&loaded, |reader| required(viewer(reader, call, 0)?))?;
    let binding = Binding::new(&loaded.feed.name, "feed_page")
        .key(Some(&viewer))
        .with(name.as_bytes());
    // One more tells whether there are more.
    let mut lines = match order {
        Order::Ranked => {
            let now = spi::transaction_time();
            ranked_page(&loaded, &viewer, &binding, after, now, want + 1)?
        }
        Order::Recent => read(&loaded, |reader| {
            worker::note_read(&reader.feed.name, &viewer);
            recent(reader, &viewer, &binding, after.as_deref(), want + 1)
        })?,
    };
    let has_more = lines.len() > want;
    lines.truncate(want);
    let next = lines.last().filter(|_| has_more).map(|last| &last.cursor);
    let document = json!({
        "items": lines.iter().map(item).collect::<Vec<_>>(),
        "next_cursor": next,
        "has_more": has_more,
    });
    value::json_datum(document).ok_or_else(|| Failure::internal("no document"))
}

fn item(line: &Line) -> Value {
    json!({
        "post_id": id(Some(&line.post.at.id)),
        "author_id": id(line.post.author.as_ref()),
        "created_at": time(line.post.at.created_at),
        "score": line.score,
        "reasons": line.reasons().collect::<Vec<_>>(),
    })
}

/// The order asked for, with its name; 22023 for another.
fn order(call: &Call) -> Outcome<(&'static str, Order)> {
    let name = call.text(3).ok_or_else(|| Failure::null("ranking"))?;
    let known = ORDERS.into_iter().find(|(known, _)| *known == name);
    known.ok_or_else(|| {
        Failure::invalid(format!("unrecognized ranking \"{name}\""))
            .hint("Rankings are: ranked, recent.")
    })
}
