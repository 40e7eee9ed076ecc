//! `feed.add_*` and `feed.remove_*`: people, groups and exclusions beside posts and follows.

use pgrx::pg_sys::{Datum, Oid};

use super::authority::{begin_change, owned};
use super::binding::{Binding, Condition, Wanted};
use super::create::{finish, remove_source, returned, store};
use super::storage;
use super::table::TableInfo;
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::spi;
use crate::pg::{catalog, invalidation};
use crate::pg_function;

pg_function!(
    feed_add_accounts,
    pg_finfo_feed_add_accounts,
    call_add_accounts
);
pg_function!(
    feed_remove_accounts,
    pg_finfo_feed_remove_accounts,
    call_remove_accounts
);
pg_function!(feed_add_groups, pg_finfo_feed_add_groups, call_add_groups);
pg_function!(
    feed_remove_groups,
    pg_finfo_feed_remove_groups,
    call_remove_groups
);
pg_function!(
    feed_add_exclusion,
    pg_finfo_feed_add_exclusion,
    call_add_exclusion
);
pg_function!(
    feed_remove_exclusion,
    pg_finfo_feed_remove_exclusion,
    call_remove_exclusion
);

/// `feed.add_accounts(feed, accounts, id, visible, discoverable)`
fn call_add_accounts(call: &Call) -> Outcome<Datum> {
    add(call, "feed.add_accounts", "accounts", |table| {
        let mut accounts = Binding::new("accounts", table);
        accounts.infer(table, "id", "id", call.name(2).as_deref(), Wanted::Key)?;
        accounts.condition(table, "visible", Condition::given(call.text(3)).as_ref())?;
        accounts.condition(
            table,
            "discoverable",
            Condition::given(call.text(4)).as_ref(),
        )?;
        Ok(accounts)
    })
}

/// `feed.add_groups(feed, memberships, member, group_key, active)`
fn call_add_groups(call: &Call) -> Outcome<Datum> {
    add(call, "feed.add_groups", "memberships", |table| {
        let mut memberships = Binding::new("memberships", table);
        memberships.infer(
            table,
            "member",
            "member",
            call.name(2).as_deref(),
            Wanted::Key,
        )?;
        memberships.infer(
            table,
            "group",
            "group_key",
            call.name(3).as_deref(),
            Wanted::Key,
        )?;
        memberships.condition(table, "active", Condition::given(call.text(4)).as_ref())?;
        Ok(memberships)
    })
}

/// `feed.add_exclusion(feed, source, viewer, author, both_ways, active)`
fn call_add_exclusion(call: &Call) -> Outcome<Datum> {
    let both_ways = call.bool(4).ok_or_else(|| Failure::null("both_ways"))?;
    add(call, "feed.add_exclusion", "exclusion", |table| {
        let mut exclusion = Binding::new("exclusion", table);
        exclusion.infer(
            table,
            "viewer",
            "viewer",
            call.name(2).as_deref(),
            Wanted::Key,
        )?;
        exclusion.infer(
            table,
            "author",
            "author",
            call.name(3).as_deref(),
            Wanted::Key,
        )?;
        exclusion.condition(table, "active", Condition::given(call.text(5)).as_ref())?;
        exclusion.both_ways = both_ways;
        Ok(exclusion)
    })
}

/// `feed.remove_accounts(feed)`
fn call_remove_accounts(call: &Call) -> Outcome<Datum> {
    remove(call, "feed.remove_accounts", "accounts", None)
}

/// `feed.remove_groups(feed)`
fn call_remove_groups(call: &Call) -> Outcome<Datum> {
    remove(call, "feed.remove_groups", "memberships", None)
}

/// `feed.remove_exclusion(feed, source)`
fn call_remove_exclusion(call: &Call) -> Outcome<Datum> {
    let source = call.oid(1).ok_or_else(|| Failure::null("source"))?;
    remove(call, "feed.remove_exclusion", "exclusion", Some(source))
}

/// Binds a table in the second argument to the feed in the first; 42710 where one of the kind is bound already.
fn add(
    call: &Call,
    name: &str,
    kind: &str,
    bind: impl FnOnce(&TableInfo) -> Outcome<Binding>,
) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let argument = if kind == "exclusion" { "source" } else { kind };
    let relation = call.oid(1).ok_or_else(|| Failure::null(argument))?;
    let definition = spi::session(|session| {
        begin_change(session, name)?;
        let stored = owned(session, &feed)?;
        let taken = stored.sources.iter().any(|source| {
            source.kind == kind && (kind != "exclusion" || source.relation == relation.to_u32())
        });
        if taken {
            let remedy = name.replace("add", "remove");
            return Err(
                Failure::duplicate(format!("feed \"{feed}\" has {kind} already"))
                    .hint(format!("Call {remedy} first.")),
            );
        }
        let table = TableInfo::open(session, relation)?;
        let binding = bind(&table)?;
        store(session, &feed, &table, Oid::from(stored.owner), binding)?;
        finish(session, &feed)
    })?;
    returned(definition)
}

/// Unbinds; 42704 where nothing of the kind is bound.
fn remove(call: &Call, name: &str, kind: &str, relation: Option<Oid>) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    spi::session(|session| {
        begin_change(session, name)?;
        let stored = owned(session, &feed)?;
        storage::await_writers(
            stored
                .sources
                .iter()
                .map(|source| Oid::from(source.relation)),
        );
        if !remove_source(session, &feed, kind, relation, None)? {
            let what = relation
                .and_then(catalog::relation_name)
                .map_or_else(|| kind.to_owned(), |table| format!("{kind} {table}"));
            return Err(Failure::no_object(format!("feed \"{feed}\" has no {what}")));
        }
        storage::recapture(session, &feed)?;
        storage::new_generation(session, &feed)?;
        invalidation::announce_definition()
    })?;
    Ok(call.void())
}
