//! `mutuals_of`: arguments in, rows out.

use std::ops::ControlFlow;

use pgrx::pg_sys::Datum;

use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::value::{family_of, key_datum};
use crate::pg_function;
use crate::quote::fill;
use crate::timeline::arguments::{loaded_with, viewer};
use crate::timeline::people::{condition, in_order, name, uncollated};
use crate::timeline::reader::{Reader, read};

pg_function!(mutuals_of, pg_finfo_mutuals_of, call_mutuals_of);

/// `mutuals_of(account)`
fn call_mutuals_of(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let user = loaded.feed.user_kind();
    let mutuals = read(&loaded, |reader| {
        let account = viewer(reader, call, 0)?.ok_or_else(|| Failure::null("account"))?;
        mutuals(reader, &account)
    })?;
    // Follows may know numbers that are wider than user keys.
    let rows = mutuals
        .iter()
        .filter_map(|account| key_datum(account, user).map(|account| [Some(account)]));
    call.rows([user], rows)
}

/// Whom an account follows and who follows it, in the order of their keys.
fn mutuals(reader: &Reader, account: &Key) -> Outcome<Vec<Key>> {
    let mut mutuals = Vec::new();
    let Some(follows) = &reader.feed.follows else {
        return Ok(mutuals);
    };
    let sql = fill(
        include_str!("../../sql/suggest/mutuals.sql"),
        &[
            ("key", &uncollated(&follows.followee)),
            ("follows", &follows.table.name),
            ("follower", &name(&follows.follower)),
            ("followee", &name(&follows.followee)),
            ("active", &condition(&follows.active)),
            ("order", &in_order(reader.feed)),
        ],
    )?;
    let user = reader.feed.user_kind();
    let parameters = [(family_of(user), reader.user(Some(account)))];
    let mut failed = None;
    reader.as_the_owner(|| {
        reader.run_in_order(sql, &parameters, &mut |row| {
            match row.key(0, user) {
                Ok(account) => mutuals.extend(account),
                Err(failure) => failed = Some(failure),
            }
            ControlFlow::Continue(())
        })
    })?;
    failed.map_or(Ok(mutuals), Err)
}
