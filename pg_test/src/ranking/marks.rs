//! What viewers have seen, written down beside the feed: a table that the reference reads, filled whenever the feed is told.

use crate::app::App;
use crate::quote::{array, ident, literal};
use crate::session::Session;

/// Who has marked what, and when last; keys are kept as text.
pub const TABLE: &str = "
CREATE TABLE marked (
  viewer text COLLATE \"C\",
  post text COLLATE \"C\",
  at timestamptz,
  PRIMARY KEY (viewer, post))";

/// The call by which an app says that a viewer has seen posts.
pub fn call(app: &App, viewer: &str, posts: &[&str]) -> String {
    format!(
        "SELECT {}.mark_seen(viewer => {}, posts => {})",
        ident(&app.feed),
        literal(viewer),
        array(posts)
    )
}

/// Marks posts that are there as seen, and writes it down in the same transaction.
pub fn mark(session: &mut Session, app: &App, viewer: &str, posts: &[&str]) -> i64 {
    session.begin("");
    let marked = session.number(&call(app, viewer, posts));
    for post in posts {
        session.run(&format!(
            "INSERT INTO marked VALUES ({}, {}, now()) ON CONFLICT (viewer, post) DO UPDATE SET at = now()",
            literal(viewer),
            literal(post)
        ));
    }
    session.commit();
    marked
}
