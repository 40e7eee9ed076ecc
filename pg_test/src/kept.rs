//! What is kept for the plain feed, carried from one server to another: warm viewers and pending changes, and whether all
//! of it goes on at the other end.

use crate::app::App;
use crate::fixture;
use crate::quote::{ident, literal};
use crate::session::Session;

/// Warms everybody of the plain app, and leaves changes pending that show in their timelines.
pub fn leave(session: &mut Session, app: &App) {
    let feed = ident(&app.feed);
    session.run(&format!(
        "SELECT {feed}.warm(i) FROM generate_series(1, 9) AS i; SELECT feed.maintain({})",
        literal(&app.feed)
    ));
    session.run(&format!(
        "INSERT INTO {posts} ({author}) VALUES (2), (3);
         DELETE FROM {posts} WHERE {id} = 280;
         INSERT INTO follows (follower_id, followee_id) VALUES (1, 6);
         DELETE FROM follows WHERE follower_id = 3 AND followee_id = 2",
        posts = ident(&app.posts.table),
        author = ident(&app.posts.author),
        id = ident(&app.posts.id),
    ));
    assert_eq!(pending(session, app), 5, "five changes are pending");
}

fn pending(session: &mut Session, app: &App) -> i64 {
    session.number(&format!(
        "SELECT pending FROM feed.status WHERE feed = {}",
        literal(&app.feed)
    ))
}

/// All of it has come along: reads are exact before and after maintenance, and what happens next is captured.
pub fn assert_goes_on(label: &str, session: &mut Session, app: &App) {
    let feed = literal(&app.feed);
    let windows = session.number(&format!(
        "SELECT windows FROM feed.status WHERE feed = {feed}"
    ));
    assert_eq!((windows, pending(session, app)), (9, 5), "{label}");
    assert_whole(&format!("{label}, pending"), session, app);
    assert_eq!(
        session.number(&format!("SELECT feed.maintain({feed})")),
        5,
        "{label}"
    );
    assert_whole(&format!("{label}, applied"), session, app);
    session.run(&format!(
        "INSERT INTO {} ({}) VALUES (2)",
        ident(&app.posts.table),
        ident(&app.posts.author)
    ));
    assert_eq!(pending(session, app), 1, "{label}: a write is captured");
    assert_whole(&format!("{label}, captured"), session, app);
}

/// Reads are exact, and nothing that is kept differs from the app's tables.
pub fn assert_whole(label: &str, session: &mut Session, app: &App) {
    fixture::assert_exact(label, session, app);
    let wrong = session.column(&format!(
        "SELECT object || ' ' || detail FROM feed.check({})",
        literal(&app.feed)
    ));
    assert!(wrong.is_empty(), "{label}: {wrong:?}");
}
