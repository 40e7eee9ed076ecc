//! The reads of a feed, as values: which function, whose arguments, and the call that asks for one page.

use crate::app::App;
use crate::quote::{ident, literal, nullable, text_array};

/// Keys are kept as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    Timeline {
        viewer: String,
        only: Option<Vec<&'static str>>,
    },
    By {
        author: String,
        viewer: Option<String>,
        replies: bool,
    },
    In {
        group: String,
        viewer: Option<String>,
    },
    Public {
        viewer: Option<String>,
    },
}

impl Read {
    pub fn viewer(&self) -> Option<&str> {
        match self {
            Self::Timeline { viewer, .. } => Some(viewer),
            Self::By { viewer, .. } | Self::In { viewer, .. } | Self::Public { viewer } => {
                viewer.as_deref()
            }
        }
    }

    /// A function call in FROM that gives one page.
    pub fn call(&self, app: &App, page_size: usize, after: Option<&str>) -> String {
        let user = app.user.name();
        let group_key = app.group_key.name();
        let mut arguments = match self {
            Self::Timeline { viewer, .. } => vec![format!("viewer => {}::{user}", literal(viewer))],
            Self::By { author, viewer, .. } => vec![
                format!("author => {}::{user}", literal(author)),
                format!("viewer => {}::{user}", nullable(viewer.as_deref())),
            ],
            Self::In { group, viewer } => vec![
                format!("group_key => {}::{group_key}", literal(group)),
                format!("viewer => {}::{user}", nullable(viewer.as_deref())),
            ],
            Self::Public { viewer } => {
                vec![format!("viewer => {}::{user}", nullable(viewer.as_deref()))]
            }
        };
        arguments.push(format!("page_size => {page_size}"));
        if after.is_some() {
            arguments.push(format!("after => {}", nullable(after)));
        }
        match self {
            Self::Timeline {
                only: Some(reasons),
                ..
            } => arguments.push(format!("\"only\" => {}", text_array(reasons))),
            Self::By { replies: true, .. } => arguments.push("replies => true".to_string()),
            _ => {}
        }
        format!(
            "{}.{}({})",
            ident(&app.feed),
            self.function(),
            arguments.join(", ")
        )
    }

    pub fn function(&self) -> &'static str {
        match self {
            Self::Timeline { .. } => "timeline_for",
            Self::By { .. } => "posts_by",
            Self::In { .. } => "posts_in",
            Self::Public { .. } => "public_timeline",
        }
    }

    /// The call that counts what is newer than a cursor of a timeline.
    pub fn newer_than(&self, app: &App, cursor: &str) -> Option<String> {
        match self {
            Self::Timeline { viewer, .. } => Some(format!(
                "SELECT {}.new_posts_since({}::{}, {})",
                ident(&app.feed),
                literal(viewer),
                app.user.name(),
                literal(cursor)
            )),
            _ => None,
        }
    }
}
