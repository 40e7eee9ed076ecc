//! `feed.grant_access`, `feed.revoke_access`: who may call a feed's functions.

use pgrx::pg_sys::{Datum, Oid};

use super::authority::{begin_change, owned};
use super::{objects, schemas};
use crate::error::{Failure, Outcome};
use crate::pg::catalog;
use crate::pg::function::Call;
use crate::pg::spi::{self, Session};
use crate::pg_function;
use crate::quote::identifier;

pg_function!(
    feed_grant_access,
    pg_finfo_feed_grant_access,
    call_grant_access
);
pg_function!(
    feed_revoke_access,
    pg_finfo_feed_revoke_access,
    call_revoke_access
);

/// `feed.grant_access(feed, role)`
fn call_grant_access(call: &Call) -> Outcome<Datum> {
    change(call, "feed.grant_access", objects::grant)
}

/// `feed.revoke_access(feed, role)`
fn call_revoke_access(call: &Call) -> Outcome<Datum> {
    change(call, "feed.revoke_access", objects::revoke)
}

fn change(
    call: &Call,
    name: &str,
    work: impl Fn(&Session, &str, &str) -> Outcome<()>,
) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let role = call.name(1).ok_or_else(|| Failure::null("role"))?;
    spi::session(|session| {
        begin_change(session, name)?;
        let stored = owned(session, &feed)?;
        schemas::check(session, &feed, Oid::from(stored.owner))?;
        work(session, &feed, &role_sql(&role)?)
    })?;
    Ok(call.void())
}

/// The role as SQL names it: PUBLIC, or a role that there is.
fn role_sql(role: &str) -> Outcome<String> {
    if role == "public" {
        return Ok("PUBLIC".to_owned());
    }
    catalog::role_named(role)?;
    Ok(identifier(role))
}
