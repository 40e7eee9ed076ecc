//! `trending_posts`, and the function behind view `trending`: arguments in, rows out.

use pgrx::pg_sys::{self, Datum};

use super::candidate::Behind;
use super::cursor::Cursor;
use super::question::{Order, Question};
use super::ranked::{Ranked, page};
use crate::cursor::Binding;
use crate::definition::cache::{Loaded, feed_of};
use crate::engagement::count::{self, Counts};
use crate::engagement::formula::Formula;
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::interval::Length;
use crate::pg::snapshot::Sight;
use crate::pg::value::{self, counts_datum, float_datum, key_datum};
use crate::pg_function;
use crate::score::{Moment, decayed_value};
use crate::timeline::arguments::{loaded_with, page_size, viewer};
use crate::timeline::reader::{Reader, read, read_at};

pg_function!(trending_rows, pg_finfo_trending_rows, call_trending);
pg_function!(trending_posts, pg_finfo_trending_posts, call_trending_posts);

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
        let formula = count::formula(reader.feed)?;
        let question = Question {
            order: Order::Decay,
            within: Length::parse(&reader.feed.settings.max_age)?,
            as_of: reader.now,
            viewer: None,
        };
        let counts = Counts::open(reader)?;
        page(
            reader,
            &formula,
            &counts,
            question,
            rows.behind.clone(),
            rows.next,
        )?
        .into_iter()
        .map(|one| value_at(&formula, one.rank, reader.now).map(|value| (one, value)))
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
    let within = within(call, &loaded.feed.settings.keep, order)?;
    let now = call.bigint(5).ok_or_else(|| Failure::null("as_of"))?;
    if [i64::MIN, i64::MAX].contains(&now) {
        return Err(Failure::invalid("as_of must be finite"));
    }
    let lines = read_at(&loaded, now, |reader| {
        let viewer = viewer(reader, call, 4)?;
        let formula = count::formula(reader.feed)?;
        let binding = binding(reader, &formula, order.1, within).key(viewer.as_ref());
        let counts = Counts::open(reader)?;
        let walk = match call.text(2) {
            Some(text) => Walk::on(Cursor::decode(&text, &binding)?, &counts)?,
            None => Walk::begin(now, &counts),
        };
        let question = Question {
            order: order.0,
            within,
            as_of: walk.as_of,
            viewer: viewer.as_ref(),
        };
        page(
            reader,
            &formula,
            &counts,
            question,
            walk.behind.clone(),
            want,
        )?
        .into_iter()
        .map(|one| walk.line(&formula, order.0, &binding, one))
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

/// What a cursor is bound to: by other settings posts would stand in another order.
fn binding(reader: &Reader, formula: &Formula, order: &str, within: Length) -> Binding {
    let settings = &reader.feed.settings;
    let mut binding = Binding::new(&reader.feed.name, "trending_posts")
        .with(order.as_bytes())
        .with(&within.span().hours().to_be_bytes())
        .with(settings.half_life.as_bytes());
    let numbers = [
        settings.base,
        settings.gravity_exponent,
        settings.gravity_offset_hours,
    ];
    let weights = formula.worths.iter().map(|worth| worth.weight);
    for number in numbers.into_iter().chain(weights) {
        binding = binding.with(&number.to_be_bytes());
    }
    binding
}

/// What the pages have in common that follow from one first call.
struct Walk {
    as_of: i64,
    sight: Sight,
    recounts: i64,
    /// None: on the first page.
    behind: Option<Behind>,
}

impl Walk {
    fn begin(as_of: i64, counts: &Counts) -> Walk {
        Walk {
            as_of,
            sight: Sight::active(),
            recounts: counts.held.recounts,
            behind: None,
        }
    }

    /// 22023 where it cannot be told any more what was shown.
    fn on(cursor: Cursor, counts: &Counts) -> Outcome<Walk> {
        if cursor.recounts != counts.held.recounts {
            return Err(Failure::invalid("invalid cursor")
                .detail("Engagement was counted anew since the first page, and it cannot be told which posts it showed.")
                .hint("Start from the first page."));
        }
        Ok(Walk {
            as_of: cursor.as_of,
            behind: Some(Behind {
                rank: cursor.rank,
                id: cursor.id,
                sight: Some(cursor.sight.clone()),
            }),
            sight: cursor.sight,
            recounts: cursor.recounts,
        })
    }

    fn line(
        &self,
        formula: &Formula,
        order: Order,
        binding: &Binding,
        one: Ranked,
    ) -> Outcome<Line> {
        let cursor = Cursor {
            as_of: self.as_of,
            sight: self.sight.clone(),
            recounts: self.recounts,
            rank: one.rank,
            id: one.post.at.id.clone(),
        };
        Ok(Line {
            score: match order {
                Order::Decay => value_at(formula, one.rank, self.as_of)?,
                _ => one.rank,
            },
            cursor: cursor.encode(binding)?,
            one,
        })
    }
}

/// A result row before it becomes Datums.
struct Line {
    one: Ranked,
    score: f64,
    cursor: String,
}

/// What a `hot` is worth at a time.
fn value_at(formula: &Formula, hot: f64, as_of: i64) -> Outcome<f64> {
    Moment::new("as_of", as_of)
        .and_then(|as_of| decayed_value(hot, as_of, formula.half_life))
        .map_err(count::not_scored)
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
fn within(call: &Call, keep: &str, order: (Order, &str)) -> Outcome<Length> {
    let within = call.interval(0).ok_or_else(|| Failure::null("within"))?;
    if !within.is_positive() {
        return Err(Failure::invalid("within must be above zero")
            .hint("Give an interval such as '7 days'."));
    }
    if order.0 == Order::Window && within.span().hours() > Length::parse(keep)?.span().hours() {
        return Err(
            Failure::invalid("within is longer than engagement is known by the hour")
                .hint("Setting engagement.keep says how long that is; feed.configure changes it."),
        );
    }
    Ok(within)
}
