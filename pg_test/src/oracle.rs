//! The reference query of every read, written from the contract over the app's own tables.
//! It shares nothing with the extension: keys meet as text, sets are plain subqueries, nothing is bounded or merged.

use crate::app::App;
use crate::quote::{ident, literal, nullable};
use crate::read::Read;

/// All rows the read may ever return: `rank, post_id, author_id, created_at, reasons`, everything but rank as text, in order.
pub fn reference(app: &App, read: &Read) -> String {
    let order = match read {
        Read::Timeline { .. } => "created_at DESC, post_id DESC",
        _ => "pinned DESC, created_at DESC, post_id DESC",
    };
    let reasons = if read.viewer().is_some() {
        "reasons"
    } else {
        "NULL::text[]"
    };
    format!(
        "{posts}
SELECT row_number() OVER (ORDER BY {order}) AS rank,
       post_id::text, author_id::text, created_at::text, ({reasons})::text AS reasons
FROM reasoned
WHERE {shown}
ORDER BY rank",
        posts = posts(app, read, "now()"),
        shown = shown(app, read),
    )
}

/// The public posts under rules 1, 2, 3 and 5, in no order, when the clock stands at the value of an expression:
/// `post_id, author_id, created_at` in the types of the posts, the time as `timestamptz`.
pub fn public_at(app: &App, viewer: Option<&str>, clock: &str) -> String {
    let read = Read::Public {
        viewer: viewer.map(str::to_string),
    };
    format!(
        "{posts}
SELECT post_id, author_id, created_at
FROM reasoned
WHERE {shown}",
        posts = posts(app, &read, clock),
        shown = shown(app, &read),
    )
}

/// The posts of rules 1 and 2 with their reasons, as a list of WITH.
fn posts(app: &App, read: &Read, clock: &str) -> String {
    format!(
        "WITH followee AS ({followee}),
member AS ({member}),
muted AS ({muted}),
apart AS ({apart}),
post AS ({post}),
reasoned AS ({reasoned})",
        followee = followee(app, read.viewer()),
        member = member(app, read.viewer()),
        muted = excluded(app, read.viewer(), false),
        apart = excluded(app, read.viewer(), true),
        post = post(app, read, clock),
        reasoned = reasoned(app, read),
    )
}

/// Whether the caller may read the group at all.
pub fn may_enter(app: &App, group: &str, viewer: Option<&str>) -> String {
    if app.settings.open {
        return "SELECT true".to_string();
    }
    format!(
        "SELECT EXISTS (SELECT FROM ({}) AS m WHERE m.k = {})",
        member(app, viewer),
        key_literal(Some(group))
    )
}

/// A key as text: equality of the six key types is equality of their text.
pub(crate) fn key(column: &str) -> String {
    format!("({}::text COLLATE \"C\")", ident(column))
}

pub(crate) fn key_literal(value: Option<&str>) -> String {
    format!("({}::text COLLATE \"C\")", nullable(value))
}

pub(crate) fn holds(condition: Option<&str>) -> String {
    condition.map_or_else(
        || "true".to_string(),
        |condition| format!("({condition}) IS TRUE"),
    )
}

/// A time column as `timestamptz`; one without time zone is in UTC.
pub(crate) fn moment(column: &str, local: bool) -> String {
    if local {
        format!("({} AT TIME ZONE 'UTC')", ident(column))
    } else {
        ident(column)
    }
}

fn no_key() -> String {
    "SELECT NULL::text COLLATE \"C\" AS k WHERE false".to_string()
}

pub(crate) fn followee(app: &App, viewer: Option<&str>) -> String {
    app.follows.as_ref().map_or_else(no_key, |follows| {
        format!(
            "SELECT {} AS k FROM {} WHERE {} = {} AND {}",
            key(&follows.followee),
            ident(&follows.table),
            key(&follows.follower),
            key_literal(viewer),
            holds(follows.active.as_deref())
        )
    })
}

pub(crate) fn member(app: &App, viewer: Option<&str>) -> String {
    app.memberships.as_ref().map_or_else(no_key, |groups| {
        format!(
            "SELECT {} AS k FROM {} WHERE {} = {} AND {}",
            key(&groups.group),
            ident(&groups.table),
            key(&groups.member),
            key_literal(viewer),
            holds(groups.active.as_deref())
        )
    })
}

pub(crate) fn excluded(app: &App, viewer: Option<&str>, both_ways_only: bool) -> String {
    let mut arms = vec![no_key()];
    for exclusion in &app.exclusions {
        let arm = |mine: &str, theirs: &str| {
            format!(
                "SELECT {} AS k FROM {} WHERE {} = {} AND {}",
                key(theirs),
                ident(&exclusion.table),
                key(mine),
                key_literal(viewer),
                holds(exclusion.active.as_deref())
            )
        };
        if exclusion.both_ways || !both_ways_only {
            arms.push(arm(&exclusion.viewer, &exclusion.author));
        }
        if exclusion.both_ways {
            arms.push(arm(&exclusion.author, &exclusion.viewer));
        }
    }
    arms.join(" UNION ")
}

/// Rules 1 and 2, without row-level security of other roles than the reader's.
pub(crate) fn post(app: &App, read: &Read, clock: &str) -> String {
    let posts = &app.posts;
    let created_at = moment(&posts.created_at, posts.local_time);
    let column_key =
        |column: &Option<String>| column.as_deref().map_or_else(|| key_literal(None), key);
    let public = posts.public.as_deref().map_or_else(
        || format!("{} IS NULL", column_key(&posts.group)),
        |condition| holds(Some(condition)),
    );
    let pinned = match (&posts.pinned, read) {
        (None, _) => "false".to_string(),
        // A pin inside a group means nothing on the author's own page.
        (Some(pinned), Read::By { .. }) => format!(
            "(coalesce({}, false) AND {} IS NULL)",
            ident(pinned),
            column_key(&posts.group)
        ),
        (Some(pinned), _) => format!("coalesce({}, false)", ident(pinned)),
    };
    let author_shows = app.accounts.as_ref().map_or_else(
        || "true".to_string(),
        |accounts| {
            format!(
                "{} IN (SELECT {} FROM {} WHERE {} IS NOT NULL AND {}) IS TRUE",
                key(&posts.author),
                key(&accounts.id),
                ident(&accounts.table),
                ident(&accounts.id),
                holds(accounts.visible.as_deref())
            )
        },
    );
    let policy = app.reader.as_ref().map(|reader| reader.policy.as_str());
    format!(
        "SELECT {id} AS post_id, {author} AS author_id, {author_key} AS author_key,
       {group} AS group_key, {parent} AS parent_key, {created_at} AS created_at,
       {pinned} AS pinned, {public} AS is_public
FROM {table}
WHERE {visible}
AND {readable}
AND isfinite({created_at})
AND {created_at} <= {clock}
AND ({author_shows})",
        id = ident(&posts.id),
        author = ident(&posts.author),
        author_key = key(&posts.author),
        group = column_key(&posts.group),
        parent = column_key(&posts.parent),
        table = ident(&posts.table),
        visible = holds(posts.visible.as_deref()),
        readable = holds(policy),
    )
}

/// Rule 4: the reasons of every post, in their order.
pub(crate) fn reasoned(app: &App, read: &Read) -> String {
    let asked = |reason: &str| match read {
        Read::Timeline {
            only: Some(only), ..
        } => only.contains(&reason),
        _ => true,
    };
    let viewer = key_literal(read.viewer());
    let in_group = "(group_key IN (TABLE member)) IS TRUE";
    let own = app.settings.own && asked("own");
    let everyone = app.settings.group_posts == "everyone";
    format!(
        "SELECT post.*, array_remove(ARRAY[
       CASE WHEN {own} AND author_key = {viewer} THEN 'own' END,
       CASE WHEN {follow} AND author_key IN (TABLE followee)
             AND (group_key IS NULL OR {everyone} OR {in_group}) THEN 'follow' END,
       CASE WHEN {group} AND {in_group} THEN 'group' END], NULL) AS reasons
FROM post",
        follow = asked("follow"),
        group = asked("group"),
    )
}

/// Rules 3 to 5, as each function has them.
fn shown(app: &App, read: &Read) -> String {
    let mut rules = Vec::new();
    if !matches!(read, Read::By { replies: true, .. }) {
        rules.push(reply_rule(app, read.viewer()));
    }
    let barred = match read {
        Read::By { .. } => "apart",
        _ => "muted",
    };
    rules.push(format!("(author_key IN (TABLE {barred})) IS NOT TRUE"));
    rules.push(match read {
        Read::Timeline { .. } => "cardinality(reasons) > 0".to_string(),
        Read::By { author, .. } => format!(
            "author_key = {} AND (is_public OR cardinality(reasons) > 0)",
            key_literal(Some(author))
        ),
        Read::In { group, .. } => format!("group_key = {}", key_literal(Some(group))),
        Read::Public { .. } => "is_public".to_string(),
    });
    rules.join("\nAND ")
}

/// Rule 3. The parent is read as the caller reads posts, whatever else holds for it.
pub(crate) fn reply_rule(app: &App, viewer: Option<&str>) -> String {
    match app.settings.replies {
        "all" => "true".to_string(),
        "followed" => {
            let posts = &app.posts;
            let policy = app.reader.as_ref().map(|reader| reader.policy.as_str());
            format!(
                "(parent_key IS NULL OR (parent_key IN (
  SELECT {id} FROM {table}
  WHERE {readable} AND ({author} = {viewer} OR {author} IN (TABLE followee)))) IS TRUE)",
                id = key(&posts.id),
                author = key(&posts.author),
                table = ident(&posts.table),
                readable = holds(policy),
                viewer = key_literal(viewer),
            )
        }
        _ => "parent_key IS NULL".to_string(),
    }
}

/// Both differences, each way, of one page of the read against the head of the reference; no row where they are equal.
pub fn differences(app: &App, read: &Read, page_size: usize) -> String {
    format!(
        "WITH want AS MATERIALIZED (
  SELECT rank::int AS rank, post_id COLLATE \"C\", author_id COLLATE \"C\", created_at, reasons
  FROM ({reference}) AS r
  LIMIT {page_size}),
got AS MATERIALIZED (
  SELECT rank, post_id::text COLLATE \"C\", author_id::text COLLATE \"C\", created_at::text, reasons::text
  FROM {call})
(SELECT 'missing' AS difference, * FROM (TABLE want EXCEPT ALL TABLE got) AS missing)
UNION ALL
(SELECT 'extra', * FROM (TABLE got EXCEPT ALL TABLE want) AS extra)
ORDER BY 2, 1",
        reference = reference(app, read),
        call = read.call(app, page_size, None),
    )
}

/// For messages: what the read is, in one line.
pub fn describe(app: &App, read: &Read) -> String {
    format!(
        "{} ({:?}, feed {})",
        read.call(app, 20, None),
        app.settings,
        literal(&app.feed)
    )
}
