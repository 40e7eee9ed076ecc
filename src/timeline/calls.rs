//! The SQL faces of the chronological reads: arguments in, rows out.

use pgrx::pg_sys::Datum;

use super::arguments::{cursor, loaded_with, only, page_size, required, viewer};
use super::circle::Circle;
use super::cursor::Binding;
use super::newest::{Stretch, newest};
use super::page::fill;
use super::query::{From, PostQuery};
use super::reader::{BEGINNING, Reader, read};
use super::rows::{emit, lines};
use super::rules::{Audience, Reasons, Rules};
use super::stream::{Everybody, PinnedFirst, Single};
use crate::definition::objects::NO_GROUPS;
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg_function;
use crate::settings::Replies;
use crate::worker;

pg_function!(timeline_for, pg_finfo_timeline_for, timeline_for_call);
pg_function!(posts_by, pg_finfo_posts_by, posts_by_call);
pg_function!(posts_in, pg_finfo_posts_in, posts_in_call);
pg_function!(
    public_timeline,
    pg_finfo_public_timeline,
    public_timeline_call
);
pg_function!(
    new_posts_since,
    pg_finfo_new_posts_since,
    new_posts_since_call
);

/// `new_posts_since` counts up to this many.
const NEW_POSTS_COUNTED: usize = 100;

/// `timeline_for(viewer, page_size, after, only)`
fn timeline_for_call(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let want = page_size(call, 1)?;
    let only = only(call, 3)?;
    let page = read(&loaded, |reader| {
        let viewer = required(viewer(reader, call, 0)?)?;
        let binding = timeline_binding(reader, &viewer);
        let after = cursor(reader, call, 2, &binding)?;
        if after.as_ref().is_some_and(|after| after.only != only) {
            return Err(Failure::invalid("invalid cursor")
                .detail("It was made for other reasons than those now in \"only\".")
                .hint(
                    "Pass a cursor with the arguments that returned it; only page_size may differ.",
                ));
        }
        let below = after.map_or_else(|| reader.top(), |cursor| cursor.after);
        let stretch = Stretch {
            only,
            below,
            above: None,
        };
        let mut circle = Circle::new(Some(&viewer), false);
        let shown = newest(reader, &mut circle, &viewer, stretch, want)?;
        worker::note_read(&reader.feed.name, &viewer);
        lines(&binding, only, true, shown)
    })?;
    emit(call, &loaded, page)
}

/// `new_posts_since(viewer, cursor)`
fn new_posts_since_call(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let count = read(&loaded, |reader| {
        let viewer = required(viewer(reader, call, 0)?)?;
        let binding = timeline_binding(reader, &viewer);
        let since = cursor(reader, call, 1, &binding)?.ok_or_else(|| Failure::null("cursor"))?;
        let stretch = Stretch {
            only: since.only,
            below: reader.top(),
            above: Some(&since.after),
        };
        let mut circle = Circle::new(Some(&viewer), false);
        let newer = newest(reader, &mut circle, &viewer, stretch, NEW_POSTS_COUNTED)?;
        Ok(newer.len())
    })?;
    Ok(Datum::from(count as i32))
}

/// `posts_by(author, viewer, page_size, after, replies)`
fn posts_by_call(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |l| vec![l.feed.user_kind(), l.feed.user_kind()])?;
    let want = page_size(call, 2)?;
    let all_replies = call.bool(4).ok_or_else(|| Failure::null("replies"))?;
    let page = read(&loaded, |reader| {
        let author = call.key(0, reader.feed.user_kind())?;
        let author = author.ok_or_else(|| Failure::null("author"))?;
        let viewer = viewer(reader, call, 1)?;
        let binding = Binding::new(&reader.feed.name, "posts_by")
            .key(Some(&author))
            .key(viewer.as_ref())
            .flag(all_replies);
        let after = cursor(reader, call, 3, &binding)?.map(|cursor| cursor.after);
        let replies = match all_replies {
            true => Replies::All,
            false => reader.feed.settings.replies,
        };
        let mut stream = PinnedFirst::new(reader, after.as_ref(), |pins, below| Single {
            query: PostQuery {
                from: From::Author,
                pins,
                group_pins: false,
                replies: replies != Replies::None,
                public_only: false,
            },
            key: &author,
            below,
            oldest: BEGINNING,
            exhausted: false,
        });
        let rules = Rules {
            audience: Audience::PublicOrReason,
            replies,
        };
        let mut circle = Circle::new(viewer.as_ref(), true);
        let shown = fill(reader, &mut circle, &rules, &mut stream, want, None)?;
        lines(&binding, Reasons::ALL, viewer.is_some(), shown)
    })?;
    emit(call, &loaded, page)
}

/// `posts_in(group_key, viewer, page_size, after)`
fn posts_in_call(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |l| {
        let group = l
            .feed
            .posts
            .group
            .as_ref()
            .map_or(NO_GROUPS, |group| group.kind);
        vec![group, l.feed.user_kind()]
    })?;
    let want = page_size(call, 2)?;
    if loaded.feed.posts.group.is_none() {
        return Err(
            Failure::not_ready(format!("feed \"{}\" has no groups", loaded.feed.name))
                .hint("Name the column with feed.alter(feed, '{\"post_group\": \"...\"}')."),
        );
    }
    let page = read(&loaded, |reader| {
        let group = call.key(0, reader.feed.group_kind().unwrap_or_default())?;
        let group = group.ok_or_else(|| Failure::null("group_key"))?;
        let viewer = viewer(reader, call, 1)?;
        let binding = Binding::new(&reader.feed.name, "posts_in")
            .key(Some(&group))
            .key(viewer.as_ref());
        let after = cursor(reader, call, 3, &binding)?.map(|cursor| cursor.after);
        let mut circle = Circle::new(viewer.as_ref(), false);
        circle.ask_groups(reader, std::iter::once(&group))?;
        if !reader.feed.settings.groups_open && !circle.belongs_to(&group) {
            return Err(
                Failure::denied("viewer is not an active member of the group")
                    .hint("Members alone see a group's posts unless setting groups.open is true."),
            );
        }
        let replies = reader.feed.settings.replies;
        let mut stream = PinnedFirst::new(reader, after.as_ref(), |pins, below| Single {
            query: PostQuery {
                from: From::Group,
                pins,
                group_pins: true,
                replies: replies != Replies::None,
                public_only: false,
            },
            key: &group,
            below,
            oldest: BEGINNING,
            exhausted: false,
        });
        let rules = Rules {
            audience: Audience::Anybody,
            replies,
        };
        let shown = fill(reader, &mut circle, &rules, &mut stream, want, None)?;
        lines(&binding, Reasons::ALL, viewer.is_some(), shown)
    })?;
    emit(call, &loaded, page)
}

/// `public_timeline(viewer, page_size, after)`
fn public_timeline_call(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let want = page_size(call, 1)?;
    let page = read(&loaded, |reader| {
        let viewer = viewer(reader, call, 0)?;
        let binding = Binding::new(&reader.feed.name, "public_timeline").key(viewer.as_ref());
        let after = cursor(reader, call, 2, &binding)?.map(|cursor| cursor.after);
        let replies = reader.feed.settings.replies;
        let mut stream = PinnedFirst::new(reader, after.as_ref(), |pins, below| Everybody {
            query: PostQuery {
                from: From::Everybody,
                pins,
                group_pins: true,
                replies: replies != Replies::None,
                public_only: true,
            },
            below,
            oldest: BEGINNING,
            exhausted: false,
        });
        let rules = Rules {
            audience: Audience::Anybody,
            replies,
        };
        let mut circle = Circle::new(viewer.as_ref(), false);
        let shown = fill(reader, &mut circle, &rules, &mut stream, want, None)?;
        lines(&binding, Reasons::ALL, viewer.is_some(), shown)
    })?;
    emit(call, &loaded, page)
}

fn timeline_binding(reader: &Reader, viewer: &Key) -> Binding {
    Binding::new(&reader.feed.name, "timeline_for").key(Some(viewer))
}
