//! `dismiss`: a viewer does not want an account to be suggested.

use std::ops::ControlFlow;

use pgrx::pg_sys::Datum;

use crate::definition::objects::storage;
use crate::definition::told::lost;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::value::{family_of, key_datum};
use crate::pg_function;
use crate::quote::{fill, identifier};
use crate::timeline::arguments::{loaded_with, required, viewer};
use crate::timeline::reader::read;

pg_function!(feed_dismiss, pg_finfo_feed_dismiss, call_dismiss);

/// `dismiss(viewer, account)`
fn call_dismiss(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind(); 2])?;
    let feed = &loaded.feed;
    let viewer = read(&loaded, |reader| required(viewer(reader, call, 0)?))?;
    let account = call.key(1, feed.user_kind())?;
    let account = account.ok_or_else(|| Failure::null("account"))?;
    if feed.dismissed.is_none() {
        return Err(lost(&feed.name, "dismissed accounts"));
    }
    let data = identifier(&storage(&feed.name));
    let template = include_str!("../../sql/suggest/dismiss.sql");
    let sql = fill(template, &[("data", &data)])?;
    let user = family_of(feed.user_kind());
    let parameter = |key: &Key| (user, key_datum(key, user));
    let parameters = [parameter(&viewer), parameter(&account)];
    loaded.tell(sql, &parameters, &mut |_| ControlFlow::Continue(()))?;
    Ok(call.void())
}
