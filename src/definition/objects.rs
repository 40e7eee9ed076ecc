//! The objects of a feed: its schemas and functions, made from the templates in `sql/feed`.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Datum, Oid};

use super::authority::as_registrar;
use super::model::Feed;
use super::views;
use crate::error::{Failure, Outcome};
use crate::pg::spi::Session;
use crate::pg::{catalog, expression, identity, value};
use crate::quote::{fill, identifier};

/// The type of group keys of a feed without groups: `posts_in` is there, and says that there are none.
pub const NO_GROUPS: Oid = pg_sys::INT8OID;

/// The reads that every feed has, as `sql/feed` declares them.
const FUNCTIONS: [&str; 20] = [
    "timeline_for",
    "posts_by",
    "posts_in",
    "public_timeline",
    "new_posts_since",
    "trending_posts",
    "post_stats_rows",
    "engagement_hourly_rows",
    "trending_rows",
    "feed_for",
    "feed_page",
    "explain",
    "mark_seen",
    "similar_posts",
    "similar_users",
    "suggest_for",
    "mutuals_of",
    "dismiss",
    "warm",
    "cool",
];

/// The longest name of a feed: that of its storage schema must fit too.
const LONGEST_NAME: usize = 58;

/// The storage schema of a feed.
pub fn storage(feed: &str) -> String {
    format!("{feed}_data")
}

/// Checks a feed's name; 42939 for reserved ones, 42622 for one too long, 22023 for none.
pub fn check_name(feed: &str) -> Outcome<()> {
    if feed.is_empty() {
        return Err(Failure::invalid("feed name must not be empty"));
    }
    if feed.len() > LONGEST_NAME {
        return Err(
            Failure::name_too_long(format!("feed name \"{feed}\" is too long"))
                .hint(format!("A feed name has at most {LONGEST_NAME} bytes.")),
        );
    }
    if feed.starts_with("pg_") || ["feed", "information_schema"].contains(&feed) {
        return Err(
            Failure::reserved_name(format!("feed name \"{feed}\" is reserved"))
                .hint("A feed is named like a schema, but not pg_..., feed or information_schema."),
        );
    }
    Ok(())
}

/// Makes both schemas, owned by the feed's owner.
pub fn make_schemas(session: &Session, feed: &str, owner: Oid) -> Outcome<()> {
    let sql = template(include_str!("../../sql/feed/schemas.sql"), feed, owner)?;
    as_registrar(|| session.command(&sql))?;
    let schemas = [feed.to_owned(), storage(feed)];
    let schemas = value::texts_datum(schemas.iter().map(String::as_str));
    run_each(
        session,
        include_str!("../../sql/feed/close_schemas.sql"),
        &[(pg_sys::TEXTARRAYOID, Some(schemas))],
    )
}

/// Records that the schemas need the extension. A restored feed has lost this, so each change does it again.
pub fn depend_on_extension(feed: &str) -> Outcome<()> {
    catalog::depend_on_extension(feed)?;
    catalog::depend_on_extension(&storage(feed))
}

/// Gives both schemas to the owner of the posts table.
pub fn pass_on(session: &Session, feed: &str, owner: Oid) -> Outcome<()> {
    let sql = template(include_str!("../../sql/feed/reown.sql"), feed, owner)?;
    as_registrar(|| session.command(&sql))
}

/// Takes back what default privileges granted on a feed's storage.
pub fn close_storage(session: &Session, feed: &Feed) -> Outcome<()> {
    let name = storage(&feed.name);
    let schemas = value::texts_datum(std::iter::once(name.as_str()));
    run_each(
        session,
        include_str!("../../sql/feed/close_schemas.sql"),
        &[(pg_sys::TEXTARRAYOID, Some(schemas))],
    )?;
    let none = value::texts_datum(std::iter::empty());
    run_each(
        session,
        include_str!("../../sql/feed/close_functions.sql"),
        &[
            (pg_sys::NAMEOID, Some(value::name_datum(&name)?)),
            (pg_sys::TEXTARRAYOID, Some(none)),
        ],
    )
}

/// Makes the feed's functions, or makes them anew. One whose key types changed is dropped first; who could call
/// it still can.
pub fn make_functions(session: &Session, feed: &Feed, owner: Oid) -> Outcome<()> {
    let schema = value::name_datum(&feed.name)?;
    let kinds = kinds(feed);
    let callers = grants(session, &feed.name)?;
    let mut kept = Vec::new();
    let there = functions(session, schema, kinds)?;
    if there.iter().any(|function| !function.fits) {
        views::drop(session, &feed.name)?;
    }
    for function in there {
        match function.fits {
            true => kept.push(function.signature),
            false => {
                as_registrar(|| session.command(&format!("DROP FUNCTION {}", function.signature)))?
            }
        }
    }
    let [user, post, group] = kinds.map(expression::type_name);
    for template in [
        include_str!("../../sql/feed/timeline.sql"),
        include_str!("../../sql/feed/windows.sql"),
        include_str!("../../sql/feed/trending.sql"),
        include_str!("../../sql/feed/engagement.sql"),
        include_str!("../../sql/feed/ranking.sql"),
        include_str!("../../sql/feed/similar.sql"),
        include_str!("../../sql/feed/suggest.sql"),
    ] {
        let sql = fill(
            template,
            &[
                ("feed", &identifier(&feed.name)),
                ("user", &user),
                ("post", &post),
                ("group", &group),
            ],
        )?;
        as_registrar(|| session.command(&sql))?;
    }
    let owner = identifier(&catalog::role_name(owner)?);
    for function in functions(session, schema, kinds)? {
        let signature = &function.signature;
        let places = [("function", signature.as_str()), ("owner", &owner)];
        let own = fill(include_str!("../../sql/feed/own_function.sql"), &places)?;
        as_registrar(|| session.command(&own))?;
    }
    let known = value::texts_datum(kept.iter().map(String::as_str));
    run_each(
        session,
        include_str!("../../sql/feed/close_functions.sql"),
        &[
            (pg_sys::NAMEOID, Some(schema)),
            (pg_sys::TEXTARRAYOID, Some(known)),
        ],
    )?;
    for function in functions(session, schema, kinds)? {
        let signature = &function.signature;
        if kept.contains(signature) {
            continue;
        }
        for (role, _) in callers.iter().filter(|(_, name)| *name == function.name) {
            let open = fill(
                include_str!("../../sql/feed/open_function.sql"),
                &[("function", signature), ("role", role)],
            )?;
            as_registrar(|| session.command(&open))?;
        }
    }
    Ok(())
}

/// The functions that a feed should have and has not, or has for keys of other types.
pub fn missing_functions(session: &Session, feed: &Feed) -> Outcome<Vec<&'static str>> {
    let there = functions(session, value::name_datum(&feed.name)?, kinds(feed))?;
    let fits = |name: &str| {
        there
            .iter()
            .any(|function| function.fits && function.name == name)
    };
    Ok(FUNCTIONS.into_iter().filter(|name| !fits(name)).collect())
}

/// Types of user, post and group keys.
fn kinds(feed: &Feed) -> [Oid; 3] {
    let group = feed
        .posts
        .group
        .as_ref()
        .map_or(NO_GROUPS, |group| group.kind);
    [feed.user_kind(), feed.post_kind(), group]
}

/// Lets a role, given as SQL names it, call the feed's functions.
pub fn grant(session: &Session, feed: &str, role: &str) -> Outcome<()> {
    access(
        session,
        include_str!("../../sql/feed/grant.sql"),
        feed,
        role,
    )
}

/// Takes that right back.
pub fn revoke(session: &Session, feed: &str, role: &str) -> Outcome<()> {
    access(
        session,
        include_str!("../../sql/feed/revoke.sql"),
        feed,
        role,
    )
}

/// Removes a schema with all that is in it, as the caller: one that belongs to somebody else by now stays theirs.
pub fn drop_schema(session: &Session, schema: &str) -> Outcome<()> {
    let sql = fill(
        include_str!("../../sql/feed/drop.sql"),
        &[("schema", &identifier(schema))],
    )?;
    // Without the list of all that goes: the caller asked for it.
    identity::with_setting(c"client_min_messages", c"warning", || session.command(&sql))
}

/// Roles but the owner that may call functions of the feed, as SQL names them.
pub fn callers(session: &Session, feed: &str) -> Outcome<Vec<String>> {
    let mut roles: Vec<String> = grants(session, feed)?
        .into_iter()
        .map(|(role, _)| role)
        .collect();
    roles.dedup();
    Ok(roles)
}

/// Who but the owner may call which function, ordered by role.
fn grants(session: &Session, feed: &str) -> Outcome<Vec<(String, String)>> {
    let mut grants = Vec::new();
    let schema = value::name_datum(feed)?;
    session.once(
        include_str!("../../sql/feed/callers.sql"),
        &[(pg_sys::NAMEOID, Some(schema))],
        &mut |row| {
            grants.extend(row.text(0).zip(row.text(1)));
            ControlFlow::Continue(())
        },
    )?;
    Ok(grants)
}

fn access(session: &Session, sql: &str, feed: &str, role: &str) -> Outcome<()> {
    let data = identifier(&storage(feed));
    let sql = fill(
        sql,
        &[("feed", &identifier(feed)), ("data", &data), ("role", role)],
    )?;
    as_registrar(|| session.command(&sql))
}

/// A function of the feed, and whether its keys have the types they should.
struct Function {
    signature: String,
    name: String,
    fits: bool,
}

fn functions(session: &Session, schema: Datum, kinds: [Oid; 3]) -> Outcome<Vec<Function>> {
    let mut functions = Vec::new();
    let [user, post, group] = kinds.map(|kind| (pg_sys::OIDOID, Some(Datum::from(kind))));
    session.once(
        include_str!("../../sql/feed/list_functions.sql"),
        &[
            (pg_sys::NAMEOID, Some(schema)),
            user,
            post,
            group,
            (
                pg_sys::TEXTARRAYOID,
                Some(value::texts_datum(FUNCTIONS.into_iter())),
            ),
        ],
        &mut |row| {
            functions.extend(
                row.text(0)
                    .zip(row.text(2))
                    .map(|(signature, name)| Function {
                        signature,
                        name,
                        fits: row.is_true(1),
                    }),
            );
            ControlFlow::Continue(())
        },
    )?;
    Ok(functions)
}

/// Runs, as the registrar, the commands that a query returns.
pub fn run_each(
    session: &Session,
    query: &str,
    parameters: &[(Oid, Option<Datum>)],
) -> Outcome<()> {
    let mut commands = Vec::new();
    as_registrar(|| {
        session.once(query, parameters, &mut |row| {
            commands.extend(row.text(0));
            ControlFlow::Continue(())
        })?;
        commands
            .iter()
            .try_for_each(|command| session.command(command))
    })
}

fn template(sql: &str, feed: &str, owner: Oid) -> Outcome<String> {
    fill(
        sql,
        &[
            ("feed", &identifier(feed)),
            ("data", &identifier(&storage(feed))),
            // Within a comment's literal.
            ("plain", &feed.replace('\'', "''").replace('\\', "/")),
            ("owner", &identifier(&catalog::role_name(owner)?)),
        ],
    )
}
