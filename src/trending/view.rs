//! The function behind view `trending`: its rows one by one.

use pgrx::pg_sys::{self, Datum};

use super::candidate::Behind;
use super::question::{Order, Question};
use super::ranked::{Ranked, page};
use super::terms::{Terms, value_at};
use crate::definition::cache::{Loaded, feed_of};
use crate::engagement::count::Counts;
use crate::error::Outcome;
use crate::pg::function::Call;
use crate::pg::value::{counts_datum, float_datum, key_datum};
use crate::pg_function;
use crate::timeline::circle::Circle;
use crate::timeline::reader::read;

pg_function!(trending_rows, pg_finfo_trending_rows, call_trending);

/// How many posts are ranked for the first rows of the view, which are often all that is wanted, and at most.
const FIRST: usize = 50;
const MOST: usize = 1_000;

/// What view `trending` goes on with.
struct Rows {
    /// Ranked, and not given yet, with their values.
    rows: std::vec::IntoIter<(Ranked, f64)>,
    behind: Option<Behind>,
    /// How many are ranked next; 0 at the end.
    next: usize,
    /// By signal, whether the feed still has it.
    present: Vec<bool>,
}

/// `trending_rows()`: the rows of the view one by one, so that whoever takes a few of them waits for no others.
fn call_trending(call: &Call) -> Outcome<Datum> {
    let (loaded, _) = feed_of(call)?;
    let (post, user) = (loaded.feed.post_kind(), loaded.feed.user_kind());
    let types = [
        post,
        user,
        pg_sys::TIMESTAMPTZOID,
        pg_sys::FLOAT8OID,
        pg_sys::FLOAT8OID,
        pg_sys::FLOAT8OID,
        pg_sys::INT8ARRAYOID,
    ];
    let start = || {
        let signals = loaded.feed.signals.iter();
        Ok(Rows {
            rows: Vec::new().into_iter(),
            behind: None,
            next: FIRST,
            present: signals.map(|signal| signal.source.is_some()).collect(),
        })
    };
    call.row_by_row(types, start, |rows| {
        if rows.rows.len() == 0 && rows.next > 0 {
            rank_on(&loaded, rows)?;
        }
        Ok(rows.rows.next().map(|(one, value)| {
            let counts = one.counts.iter().zip(&rows.present);
            [
                key_datum(&one.post.at.id, post),
                one.post
                    .author
                    .as_ref()
                    .and_then(|author| key_datum(author, user)),
                Some(Datum::from(one.post.at.created_at)),
                Some(float_datum(one.engagement)),
                Some(float_datum(one.rank)),
                Some(float_datum(value)),
                Some(counts_datum(
                    counts.map(|(count, present)| present.then_some(*count)),
                )),
            ]
        }))
    })
}

/// Ranks the next rows of the view.
fn rank_on(loaded: &Loaded, rows: &mut Rows) -> Outcome<()> {
    let ranked = read(loaded, |reader| {
        let terms = Terms::of(reader.feed);
        let question = Question {
            order: Order::Decay,
            oldest: reader.feed.spans.max_age.before(reader.now),
            latest: reader.now,
            as_of: reader.now,
            replies: reader.feed.settings.replies,
            but: None,
            terms: &terms,
        };
        let counts = Counts::open(reader)?;
        let mut circle = Circle::new(None, false);
        let behind = rows.behind.clone();
        page(reader, &counts, &mut circle, question, behind, rows.next)?
            .into_iter()
            .map(|one| value_at(&terms, one.rank, reader.now).map(|value| (one, value)))
            .collect::<Outcome<Vec<_>>>()
    })?;
    rows.next = match ranked.len() < rows.next {
        true => 0,
        false => (rows.next * 2).min(MOST),
    };
    rows.behind = ranked.last().map(|(last, _)| Behind {
        rank: last.rank,
        id: last.post.at.id.clone(),
        sight: None,
    });
    rows.rows = ranked.into_iter();
    Ok(())
}
