//! What people told a feed: posts seen, accounts dismissed. It cannot be made anew from the app's tables, so each table of it stays
//! as long as keys keep their types.

use pgrx::pg_sys::{self, Oid};

use super::authority::{answer, as_registrar};
use super::kinds::{Kind, keys};
use super::model::Feed;
use super::objects::{close_storage, storage};
use super::stored::binding_anew;
use crate::error::{Failure, Outcome};
use crate::pg::spi::Session;
use crate::pg::{catalog, identity, value};
use crate::quote::{fill, identifier};

/// A table of it, by its name, template and columns.
struct Told {
    table: &'static str,
    template: &'static str,
    columns: fn(user: Kind, post: Kind) -> Vec<(&'static str, Kind)>,
}

const TIME: Kind = Kind {
    kind: pg_sys::TIMESTAMPTZOID,
    collation: Oid::INVALID,
};

const TOLD: [Told; 2] = [
    Told {
        table: "seen",
        template: include_str!("../../sql/feed/seen.sql"),
        columns: |user, post| vec![("viewer", user), ("post_id", post), ("seen_at", TIME)],
    },
    Told {
        table: "dismissed",
        template: include_str!("../../sql/feed/dismissed.sql"),
        columns: |user, _| vec![("viewer", user), ("account", user)],
    },
];

/// 55000 for a feed of which such a table is not as it was made; `what` it holds.
pub fn lost(feed: &str, what: &str) -> Failure {
    Failure::not_ready(format!("feed \"{feed}\" has lost its table of {what}"))
        .hint(format!("Run {}.", binding_anew(feed)))
}

/// Makes what is missing, or anew where key types have changed, and gives it to the feed's owner.
pub fn provide(session: &Session, feed: &Feed) -> Outcome<()> {
    for told in &TOLD {
        if !fits(session, feed, told)? {
            make(session, feed, told)?;
        }
        let owner = identifier(&catalog::role_name(feed.owner)?);
        let own = sql(
            feed,
            told,
            include_str!("../../sql/feed/own_told.sql"),
            &owner,
        )?;
        as_registrar(|| session.command(&own))?;
    }
    Ok(())
}

fn make(session: &Session, feed: &Feed, told: &Told) -> Outcome<()> {
    let drop = sql(feed, told, include_str!("../../sql/feed/drop_told.sql"), "")?;
    let make = sql(feed, told, told.template, "")?;
    as_registrar(|| {
        // Without a word on what was not there.
        identity::with_setting(c"client_min_messages", c"warning", || {
            session.command(&drop)
        })?;
        session.command(&make)
    })?;
    close_storage(session, feed)
}

fn sql(feed: &Feed, told: &Told, template: &str, owner: &str) -> Outcome<String> {
    let [user, post, ..] = keys(feed);
    fill(
        template,
        &[
            ("data", &identifier(&storage(&feed.name))),
            ("table", told.table),
            ("user", &user.declared()),
            ("post", &post.declared()),
            ("owner", owner),
        ],
    )
}

fn fits(session: &Session, feed: &Feed, told: &Told) -> Outcome<bool> {
    let [user, post, ..] = keys(feed);
    let columns = (told.columns)(user, post);
    let numbers = |number: fn(&Kind) -> Oid| {
        let numbers: Vec<String> = columns
            .iter()
            .map(|(_, kind)| number(kind).to_u32().to_string())
            .collect();
        value::texts_datum(numbers.iter().map(String::as_str))
    };
    let names = value::texts_datum(columns.iter().map(|(name, _)| *name));
    let lists = [
        names,
        numbers(|kind| kind.kind),
        numbers(|kind| kind.collation),
    ];
    let [names, kinds, collations] = lists.map(|list| (pg_sys::TEXTARRAYOID, Some(list)));
    let name = |name: &str| Ok((pg_sys::NAMEOID, Some(value::name_datum(name)?)));
    answer(
        session,
        include_str!("../../sql/feed/told_fits.sql"),
        &[
            name(&storage(&feed.name))?,
            name(told.table)?,
            names,
            kinds,
            collations,
        ],
    )
}
