//! `suggest_for`: arguments in, rows out.

use pgrx::pg_sys::{self, Datum};

use super::page::page;
use crate::error::{Failure, Outcome};
use crate::graph::Method;
use crate::pg::function::Call;
use crate::pg::value::{exact_array_of, exact_keys_datum, float_datum, key_datum, text_datum};
use crate::pg_function;
use crate::timeline::arguments::{loaded_with, page_size, required, viewer};
use crate::timeline::reader::read;

pg_function!(suggest_for, pg_finfo_suggest_for, call_suggest_for);

/// `suggest_for(viewer, page_size, method)`
fn call_suggest_for(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let user = loaded.feed.user_kind();
    let want = page_size(call, 1)?;
    let method = method(call.text(2))?;
    let rows = read(&loaded, |reader| {
        let viewer = required(viewer(reader, call, 0)?)?;
        page(reader, &viewer, method, want)
    })?;
    let types = [
        pg_sys::INT4OID,
        user,
        pg_sys::FLOAT8OID,
        pg_sys::INT4OID,
        exact_array_of(user),
        pg_sys::TEXTOID,
    ];
    call.rows(
        types,
        rows.into_iter().enumerate().map(|(place, one)| {
            [
                Some(Datum::from(place as i32 + 1)),
                key_datum(&one.account, user),
                Some(float_datum(one.score)),
                Some(Datum::from(one.mutual_count as i32)),
                Some(exact_keys_datum(one.mutuals.iter(), user)),
                Some(text_datum(one.source)),
            ]
        }),
    )
}

/// The method of that name; 22004 for none, 22023 for another.
fn method(name: Option<String>) -> Outcome<Method> {
    match name.as_deref() {
        Some("adamic_adar") => Ok(Method::AdamicAdar),
        Some("mutual") => Ok(Method::Mutual),
        Some(other) => Err(Failure::invalid(format!("unrecognized method \"{other}\""))
            .hint("Methods are: adamic_adar, mutual.")),
        None => Err(Failure::null("method")),
    }
}
