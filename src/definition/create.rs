//! `feed.create`, `feed.alter`, `feed.drop`: a feed as a whole.

use std::collections::BTreeMap;

use pgrx::pg_sys::{self, Datum};
use serde_json::Value;

use super::authority::{as_registrar, begin_change, check_may_create, owned, schema_exists};
use super::binding::{Binding, Condition, Wanted};
use super::describe::described;
use super::indexes::{Build, drop_built, provide};
use super::model::Feed;
use super::schemas::Reads;
use super::specification::Specification;
use super::stored::StoredSource;
use super::table::TableInfo;
use super::{check, embedding, load, objects, schemas, signals, storage, views};
use crate::error::{Failure, Outcome};
use crate::pg::function::Call;
use crate::pg::spi::{self, Session};
use crate::pg::{invalidation, value};
use crate::pg_function;

pg_function!(feed_create, pg_finfo_feed_create, call_create);
pg_function!(feed_alter, pg_finfo_feed_alter, call_alter);
pg_function!(feed_drop, pg_finfo_feed_drop, call_drop);

/// The arguments of `feed.create` that name columns of posts, in their order, from the fourth on.
const POST_COLUMNS: [&str; 6] = [
    "post_id",
    "post_author",
    "post_created_at",
    "post_parent",
    "post_group",
    "post_pinned",
];

/// `feed.create(feed, posts, follows, post_id, ..., build_indexes)`
fn call_create(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let posts = call.oid(1).ok_or_else(|| Failure::null("posts"))?;
    let mut names: BTreeMap<&'static str, String> = BTreeMap::new();
    let mut conditions = BTreeMap::new();
    let mut given = |argument, text: Option<String>| {
        conditions.extend(Condition::given(text).map(|condition| (argument, condition)));
    };
    for (place, argument) in POST_COLUMNS.iter().enumerate() {
        names.extend(call.name(3 + place).map(|name| (*argument, name)));
    }
    given("post_visible", call.text(9));
    given("post_public", call.text(10));
    names.extend(call.name(11).map(|name| ("follow_follower", name)));
    names.extend(call.name(12).map(|name| ("follow_followee", name)));
    given("follow_active", call.text(13));
    let build = call
        .text(14)
        .ok_or_else(|| Failure::null("build_indexes"))?;
    let build = Build::named(&build)?;
    let specification = Specification {
        posts,
        follows: call.oid(2),
        names,
        conditions,
        build: Some(build),
    };
    objects::check_name(&feed)?;
    let definition = spi::session(|session| {
        begin_change(session, "feed.create")?;
        check_may_create(session)?;
        for schema in [feed.clone(), objects::storage(&feed)] {
            if schema_exists(session, &schema)? {
                return Err(Failure::duplicate_schema(format!(
                    "schema \"{schema}\" already exists"
                ))
                .hint("A feed makes two schemas of its own; choose another name."));
            }
        }
        // A feed whose schemas were dropped by hand has left its row behind.
        remove_feed(session, &feed)?;
        let owner = TableInfo::open(session, posts)?.owner();
        objects::make_schemas(session, &feed, owner)?;
        put_feed(session, &feed, build)?;
        bind(session, &feed, &specification)?;
        finish(session, &feed)
    })?;
    returned(definition)
}

/// `feed.alter(feed, changes)`
fn call_alter(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    let changes = call.json(1)?.ok_or_else(|| Failure::null("changes"))?;
    let definition = spi::session(|session| {
        begin_change(session, "feed.alter")?;
        let stored = owned(session, &feed)?;
        schemas::check(session, &feed, pg_sys::Oid::from(stored.owner))?;
        let specification = Specification::changed(session, &stored, &changes)?;
        let owner = TableInfo::open(session, specification.posts)?.owner();
        if owner.to_u32() != stored.owner {
            objects::pass_on(session, &feed, owner)?;
        }
        for kind in [
            "posts",
            "follows",
            "accounts",
            "memberships",
            "exclusion",
            "signal",
        ] {
            remove_source(session, &feed, kind, None, None)?;
        }
        bind(session, &feed, &specification)?;
        for source in &stored.sources {
            rebind(session, &feed, source, owner)?;
        }
        signals::rebind_counters(session, &stored, specification.posts)?;
        embedding::rebind(session, &stored, specification.posts)?;
        if let Some(build) = specification.build {
            put_build(session, &feed, build)?;
        }
        finish(session, &feed)
    })?;
    returned(definition)
}

/// `feed.drop(feed)`
fn call_drop(call: &Call) -> Outcome<Datum> {
    let feed = call.name(0).ok_or_else(|| Failure::null("feed"))?;
    spi::session(|session| {
        begin_change(session, "feed.drop")?;
        let owner = pg_sys::Oid::from(owned(session, &feed)?.owner);
        let reads = schemas::reads(session, &feed, owner)?;
        if reads == Reads::Absent
            && let Some(failure) = schemas::renamed(&feed)?
        {
            return Err(failure);
        }
        drop_built(session, &feed)?;
        // One of its name that somebody else made is not ours to drop.
        if reads == Reads::There {
            objects::drop_schema(session, &feed)?;
        }
        objects::drop_schema(session, &objects::storage(&feed))?;
        remove_feed(session, &feed)?;
        invalidation::announce_definition()
    })?;
    Ok(call.void())
}

/// Binds posts and follows.
fn bind(session: &Session, feed: &str, specification: &Specification) -> Outcome<()> {
    let posts = TableInfo::open(session, specification.posts)?;
    store(
        session,
        feed,
        &posts,
        posts.owner(),
        specification.bind_posts(&posts)?,
    )?;
    if let Some(follows) = specification.follows {
        let follows = TableInfo::open(session, follows)?;
        store(
            session,
            feed,
            &follows,
            posts.owner(),
            specification.bind_follows(&follows)?,
        )?;
    }
    Ok(())
}

/// Binds a table beside posts and follows as before, to its columns as they are now.
fn rebind(session: &Session, feed: &str, source: &StoredSource, owner: pg_sys::Oid) -> Outcome<()> {
    if ["posts", "follows"].contains(&source.kind.as_str()) {
        return Ok(());
    }
    let table = TableInfo::open(session, source.table(feed)?.relation)?;
    let mut binding = Binding::new(&source.kind, &table);
    binding.both_ways = source.both_ways;
    binding.signal = source.signal.clone();
    for column in &source.columns {
        let role = column.role.as_str();
        let wanted = match role {
            "created_at" => Wanted::Time,
            _ => Wanted::Key,
        };
        binding.infer(&table, role, role, column.name.as_deref(), wanted)?;
    }
    for role in source.conditions.keys() {
        let kept = source.bare_condition(role)?.map(Condition::Kept);
        binding.condition(&table, role, kept.as_ref())?;
    }
    store(session, feed, &table, owner, binding)
}

/// Stores a binding after checking that the feed's owner can read the table.
pub fn store(
    session: &Session,
    feed: &str,
    table: &TableInfo,
    owner: pg_sys::Oid,
    binding: Binding,
) -> Outcome<()> {
    table.check_readable_by(session, owner)?;
    let name = value::name_datum(feed)?;
    as_registrar(|| binding.store(session, name))
}

/// Ends a change: checks the feed as a whole, makes its functions fit, builds indexes, tells all backends, and
/// returns the definition with `indexes`.
pub fn finish(session: &Session, feed: &str) -> Outcome<Value> {
    storage::new_generation(session, feed)?;
    finish_beside_windows(session, feed)
}

/// The same for a change on which no window depends.
pub fn finish_beside_windows(session: &Session, feed: &str) -> Outcome<Value> {
    let whole = loaded(feed)?;
    check::families(&whole)?;
    check::viewer(&whole)?;
    schemas::check(session, feed, whole.owner)?;
    storage::await_writers(whole.relations());
    objects::depend_on_extension(feed)?;
    objects::make_functions(session, &whole, whole.owner)?;
    views::make(session, &whole)?;
    storage::provide(session, &whole)?;
    storage::recapture(session, feed)?;
    let mut definition = described(feed)?;
    definition.insert("indexes".to_owned(), provide(session, &whole)?);
    invalidation::announce_definition()?;
    Ok(Value::Object(definition))
}

/// A definition as result. Made only after the session has ended, which frees what was allocated in it.
pub fn returned(definition: Value) -> Outcome<Datum> {
    value::json_datum(definition).ok_or_else(|| Failure::internal("no definition"))
}

/// The feed as a later read will see it.
pub fn loaded(feed: &str) -> Outcome<Feed> {
    let stored = load::stored(feed)?
        .ok_or_else(|| Failure::internal(format!("feed \"{feed}\" was not stored")))?;
    load::resolve(stored)
}

fn put_feed(session: &Session, feed: &str, build: Build) -> Outcome<()> {
    registry(
        session,
        include_str!("../../sql/definition/put_feed.sql"),
        feed,
    )?;
    put_build(session, feed, build)
}

fn remove_feed(session: &Session, feed: &str) -> Outcome<()> {
    registry(
        session,
        include_str!("../../sql/definition/remove_feed.sql"),
        feed,
    )
}

/// Remembers which indexes may be built: later calls on the feed build no others.
fn put_build(session: &Session, feed: &str, build: Build) -> Outcome<()> {
    let values = [
        (pg_sys::NAMEOID, Some(value::name_datum(feed)?)),
        (pg_sys::TEXTOID, Some(value::text_datum(build.name()))),
    ];
    let put = include_str!("../../sql/definition/put_build.sql");
    as_registrar(|| session.once(put, &values, &mut |_| std::ops::ControlFlow::Continue(())))
}

/// Removes the sources of a kind, or one of them by its table or signal; tells whether there was one.
pub fn remove_source(
    session: &Session,
    feed: &str,
    kind: &str,
    relation: Option<pg_sys::Oid>,
    signal: Option<&str>,
) -> Outcome<bool> {
    let mut removed = false;
    let signal = signal.map(value::name_datum).transpose()?;
    let values = [
        (pg_sys::NAMEOID, Some(value::name_datum(feed)?)),
        (pg_sys::TEXTOID, Some(value::text_datum(kind))),
        (pg_sys::OIDOID, relation.map(Datum::from)),
        (pg_sys::NAMEOID, signal),
    ];
    as_registrar(|| {
        session.once(
            include_str!("../../sql/definition/remove_source.sql"),
            &values,
            &mut |row| {
                removed |= row.is_true(0);
                std::ops::ControlFlow::Continue(())
            },
        )
    })?;
    Ok(removed)
}

/// Runs a statement of the registry about one feed.
pub fn registry(session: &Session, sql: &str, feed: &str) -> Outcome<()> {
    let name = value::name_datum(feed)?;
    as_registrar(|| {
        session.once(sql, &[(pg_sys::NAMEOID, Some(name))], &mut |_| {
            std::ops::ControlFlow::Continue(())
        })
    })
}
