//! Loads a feed from the registry, with the latest snapshot, as the registry's owner.

use std::ops::ControlFlow;

use pgrx::pg_sys::{self, Oid};

use super::authority::{as_registrar, caller_has_role};
use super::columns::{COUNTED, Kinds};
use super::embedding;
use super::model::{
    Accounts, Exclusion, Feed, Follows, Kept, Memberships, Posts, ROW, Signal, SignalSource, Spans,
};
use super::stored::{StoredFeed, StoredSignal, StoredSource};
use crate::error::{Failure, Outcome};
use crate::pg::interval::Length;
use crate::pg::spi::Session;
use crate::pg::value::is_no_wider;
use crate::pg::{identity, spi, value};
use crate::quote::identifier;
use crate::score::HalfLife;
use crate::settings::Settings;

const LOAD: &str = include_str!("../../sql/definition/load.sql");

/// The stored form of a feed; None where there is no such feed.
///
/// The latest snapshot is used whatever the caller's is: a definition must agree with the catalogs, which
/// are always read as they are now.
pub fn stored(feed: &str) -> Outcome<Option<StoredFeed>> {
    look_up(LOAD, feed)?
        .first()
        .map(|text| {
            serde_json::from_str(text)
                .map_err(|error| Failure::internal(format!("registry of feed \"{feed}\": {error}")))
        })
        .transpose()
}

/// Every table on which a definition rests; none where there is no such feed.
pub fn watched(feed: &str) -> Outcome<Vec<Oid>> {
    let tables = look_up(include_str!("../../sql/definition/watched.sql"), feed)?;
    let numbers = tables.iter().map(|number| number.parse::<u32>());
    numbers
        .map(|number| number.map(Oid::from))
        .collect::<Result<_, _>>()
        .map_err(|error| Failure::internal(format!("registry of feed \"{feed}\": {error}")))
}

/// The first column of what a statement about one name, of a feed or a schema, finds in registry and catalogs.
pub fn look_up(sql: &str, name: &str) -> Outcome<Vec<String>> {
    identity::run_as(identity::BOOTSTRAP_SUPERUSER, || {
        identity::with_pinned_path(|| {
            spi::with_latest_snapshot(|| {
                spi::session(|session| {
                    let plan = session.prepare(sql, &[pg_sys::NAMEOID])?;
                    let mut found = Vec::new();
                    session.run(&plan, &[Some(value::name_datum(name)?)], &mut |row| {
                        found.extend(row.text(0));
                        ControlFlow::Continue(())
                    })?;
                    Ok(found)
                })
            })
        })
    })
}

/// The names of all feeds.
pub fn names(session: &Session) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    as_registrar(|| {
        session.once(
            include_str!("../../sql/definition/names.sql"),
            &[],
            &mut |row| {
                names.extend(row.text(0));
                ControlFlow::Continue(())
            },
        )
    })?;
    Ok(names)
}

/// The names of the feeds that the calling role owns and that can be found.
pub fn owned_names() -> Outcome<Vec<String>> {
    spi::session(|session| {
        let mut owned = Vec::new();
        for name in names(session)? {
            if let Some(feed) = stored(&name)?
                && caller_has_role(session, Oid::from(feed.owner))?
            {
                owned.push(name);
            }
        }
        Ok(owned)
    })
}

/// Resolves the stored form against the tables as they are now, as the feed's owner: conditions may name what those who
/// read the feed may not.
pub fn resolve(stored: StoredFeed) -> Outcome<Feed> {
    identity::run_as(Oid::from(stored.owner), || resolved(&stored))
}

/// The same without conditions whose value may change while the row stays as it is, and that only reads may apply: it shows
/// at least what reads show at any time. So an exclusion that comes and goes excludes nobody here.
pub fn resolve_lasting(mut stored: StoredFeed) -> Outcome<Feed> {
    identity::run_as(Oid::from(stored.owner), || {
        let mut lasting = Vec::with_capacity(stored.sources.len());
        for mut source in stored.sources.drain(..) {
            // Those of signals last, or could not be given.
            let forgot = source.kind != "signal" && source.forget_fleeting()?;
            if !(forgot && source.kind == "exclusion") {
                lasting.push(source);
            }
        }
        stored.sources = lasting;
        resolved(&stored)
    })
}

fn resolved(stored: &StoredFeed) -> Outcome<Feed> {
    let feed = stored.feed.as_str();
    let one = |kind: &str| stored.sources.iter().find(|source| source.kind == kind);
    let posts = one("posts")
        .ok_or_else(|| Failure::internal(format!("feed \"{feed}\" has no posts table")))?;
    let exclusions = stored
        .sources
        .iter()
        .filter(|source| source.kind == "exclusion")
        .map(|source| exclusion(feed, source))
        .collect::<Outcome<Vec<_>>>()?;
    let posts = bound_posts(feed, posts)?;
    let kept = kept(stored, &posts);
    let kinds = Kinds::of(&posts);
    let seen = told(stored, "seen", &kinds.seen());
    let dismissed = told(stored, "dismissed", &kinds.dismissed());
    let mut watched = stored
        .sources
        .iter()
        .filter(|source| source.kind != "signal");
    let captured = watched.all(|source| source.captured);
    Ok(Feed {
        is_stored: kept.is_some(),
        seen,
        dismissed,
        kept: kept.filter(|_| captured),
        posts,
        follows: one("follows")
            .map(|s| follows(feed, s, kinds.user))
            .transpose()?,
        accounts: one("accounts").map(|s| accounts(feed, s)).transpose()?,
        memberships: one("memberships")
            .map(|s| memberships(feed, s))
            .transpose()?,
        exclusions,
        signals: stored
            .signals
            .iter()
            .map(|signal| resolved_signal(stored, signal))
            .collect(),
        embedding: embedding::resolved(stored),
        spans: spans(&stored.settings)?,
        name: feed.to_owned(),
        owner: Oid::from(stored.owner),
        settings: stored.settings.clone(),
        layout: Oid::from(stored.storage),
    })
}

/// The lengths of time in the settings, which were checked when they were made.
fn spans(settings: &Settings) -> Outcome<Spans> {
    let half_life = |text: &str| {
        HalfLife::new(Length::parse(text)?.span())
            .map_err(|error| Failure::invalid(error.to_string()))
    };
    Ok(Spans {
        half_life: half_life(&settings.half_life)?,
        max_age: Length::parse(&settings.max_age)?,
        keep: Length::parse(&settings.keep)?,
        candidates: Length::parse(&settings.candidates_max_age)?,
        recency: half_life(&settings.recency_half_life)?,
        relevance: half_life(&settings.relevance_half_life)?,
        seen: Length::parse(&settings.seen_keep)?,
    })
}

/// A table of the storage, if it is there with columns of these types.
fn table(stored: &StoredFeed, name: &str, types: &[Oid]) -> Option<Oid> {
    let found = stored.tables.get(name)?;
    let types = types.iter().map(|kind| kind.to_u32());
    let fits = found.types.as_ref()?.iter().copied().eq(types);
    fits.then(|| Oid::from(found.table))
}

/// The same of a table that begins with these columns, for one that is read by statements alone.
fn told(stored: &StoredFeed, name: &str, types: &[Oid]) -> Option<Oid> {
    let found = stored.tables.get(name)?;
    let types: Vec<u32> = types.iter().map(|kind| kind.to_u32()).collect();
    let fits = found.types.as_ref()?.starts_with(&types);
    fits.then(|| Oid::from(found.table))
}

/// What is kept besides the app's tables, if all of it is there.
///
/// Its tables belong to the feed's owner, who may alter them; what is read from them without the parser must be of the types
/// that it was made with.
fn kept(stored: &StoredFeed, posts: &Posts) -> Option<Kept> {
    let kinds = Kinds::of(posts);
    let table = |name: &str, types: &[Oid]| table(stored, name, types);
    // Read by statements alone, but only as they were made.
    table("bucket", &kinds.bucket())?;
    table("past", &kinds.past())?;
    table("lowered", &kinds.lowered())?;
    table("counter_due", &kinds.counter_due())?;
    Some(Kept {
        generation: stored.generation,
        entry: table("entry", &kinds.entry())?,
        viewer_window: table("viewer_window", &kinds.viewer_window())?,
        pending: table("pending", &kinds.pending())?,
        pending_signal: table("pending_signal", &kinds.pending_signal())?,
        counted: table("counted", &COUNTED)?,
        counting: table("counting", &kinds.counting())?,
        stats: table("stats", &kinds.stats())?,
        account: table("account", &kinds.account())?,
        followees: table("followees", &kinds.followees())?,
        packing: table("packing", &kinds.packing())?,
        kinds,
    })
}

fn bound_posts(feed: &str, source: &StoredSource) -> Outcome<Posts> {
    Ok(Posts {
        table: source.table(feed)?,
        id: source.required(feed, "id")?,
        author: source.required(feed, "author")?,
        created_at: source.required(feed, "created_at")?,
        parent: source.column(feed, "parent")?,
        group: source.column(feed, "group")?,
        pinned: source.column(feed, "pinned")?,
        visible: source.condition(feed, "visible", ROW)?,
        public: source.condition(feed, "public", ROW)?,
        listed: match source.forgot("public") {
            true => None,
            false => public(feed, source)?,
        },
    })
}

/// Whether a post is public: without a condition, if it is in no group.
fn public(feed: &str, source: &StoredSource) -> Outcome<Option<String>> {
    let group = source.column(feed, "group")?;
    let no_group = group.map(|group| format!("{ROW}.{} IS NULL", identifier(&group.name)));
    Ok(source.condition(feed, "public", ROW)?.or(no_group))
}

fn follows(feed: &str, source: &StoredSource, user: Oid) -> Outcome<Follows> {
    let mut follows = Follows {
        table: source.table(feed)?,
        follower: source.required(feed, "follower")?,
        followee: source.required(feed, "followee")?,
        active: source.condition(feed, "active", ROW)?,
        packable: None,
    };
    let keys = [follows.follower.kind, follows.followee.kind];
    let fit = keys.into_iter().all(|kind| is_no_wider(kind, user));
    if fit && !source.forgot("active") && !source.is_fleeting("active")? {
        follows.packable = Some(source.generation);
    }
    Ok(follows)
}

fn accounts(feed: &str, source: &StoredSource) -> Outcome<Accounts> {
    Ok(Accounts {
        table: source.table(feed)?,
        id: source.required(feed, "id")?,
        visible: source.condition(feed, "visible", ROW)?,
        discoverable: source.condition(feed, "discoverable", ROW)?,
    })
}

fn memberships(feed: &str, source: &StoredSource) -> Outcome<Memberships> {
    Ok(Memberships {
        table: source.table(feed)?,
        member: source.required(feed, "member")?,
        group: source.required(feed, "group")?,
        active: source.condition(feed, "active", ROW)?,
    })
}

fn exclusion(feed: &str, source: &StoredSource) -> Outcome<Exclusion> {
    Ok(Exclusion {
        table: source.table(feed)?,
        viewer: source.required(feed, "viewer")?,
        author: source.required(feed, "author")?,
        both_ways: source.both_ways,
        active: source.condition(feed, "active", ROW)?,
    })
}

/// A signal whose table has lost what it needs keeps nobody from reading what does not count it.
fn resolved_signal(stored: &StoredFeed, signal: &StoredSignal) -> Signal {
    let source = stored.signal_source(&signal.signal);
    Signal {
        place: signal.place,
        name: signal.signal.clone(),
        weight: signal.weight,
        impression: signal.impression,
        generation: source
            .filter(|source| source.captured)
            .map(|source| source.generation.wrapping_add(signal.generation)),
        source: source.map(|source| signal_source(&stored.feed, signal, source)),
    }
}

fn signal_source(
    feed: &str,
    signal: &StoredSignal,
    source: &StoredSource,
) -> Outcome<SignalSource> {
    // A counter that is no more keeps nothing from being counted.
    let counter = signal.counter.as_ref();
    let counter = counter.and_then(|column| source.present(feed, column).ok());
    Ok(SignalSource {
        table: source.table(feed)?,
        post: source.required(feed, "post")?,
        actor: source.column(feed, "actor")?,
        created_at: source.column(feed, "created_at")?,
        active: source.condition(feed, "active", ROW)?,
        counter,
    })
}
