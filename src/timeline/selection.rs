//! What every statement about posts selects of a row `r`, and what it requires of one that shows.

use super::query::{Pins, PostQuery};
use crate::definition::model::{Column, Feed};
use crate::quote::identifier;

pub struct Selection {
    /// What [`super::post::Kinds::post`] reads, in its order.
    pub columns: String,
    /// Whether the post shows: in general, and by the query.
    pub shown: String,
}

impl Selection {
    pub fn of(feed: &Feed, query: PostQuery) -> Selection {
        let posts = &feed.posts;
        let name = |column: &Column| identifier(&column.name);
        let of = |column: &Option<Column>| {
            column
                .as_ref()
                .map_or_else(|| "NULL".to_owned(), |column| format!("r.{}", name(column)))
        };
        let public = match (&posts.public, &posts.group) {
            (Some(public), _) => public.clone(),
            (None, Some(_)) => format!("{} IS NULL", of(&posts.group)),
            (None, None) => "true".to_owned(),
        };
        let pinned = match &posts.pinned {
            Some(_) if query.group_pins => of(&posts.pinned),
            Some(_) => format!("({} AND {} IS NULL)", of(&posts.pinned), of(&posts.group)),
            None => "false".to_owned(),
        };
        let pinned = match query.pins {
            Pins::Ignored => "false".to_owned(),
            _ => format!("{pinned} IS TRUE"),
        };
        let columns = [
            format!("r.{}", name(&posts.id)),
            format!("r.{}", name(&posts.author)),
            format!("r.{}", name(&posts.created_at)),
            of(&posts.group),
            of(&posts.parent),
            public.clone(),
            pinned.clone(),
        ];
        let mut shown = vec![posts.visible.clone().unwrap_or_else(|| "true".to_owned())];
        if !query.replies && posts.parent.is_some() {
            shown.push(format!("{} IS NULL", of(&posts.parent)));
        }
        if query.public_only {
            shown.push(public);
        }
        match query.pins {
            Pins::Ignored => {}
            Pins::Pinned => shown.push(pinned),
            Pins::Rest => shown.push(format!("NOT ({pinned})")),
        }
        let shown: Vec<_> = shown.iter().map(|one| format!("({one})")).collect();
        Selection {
            columns: columns.join(", "),
            shown: shown.join(" AND "),
        }
    }
}
