//! Setting `security.viewer`: who reads is what its expression says, for every role but superusers.

use pg_test::quote::{ident, literal};
use pg_test::scene::Scene;
use pg_test::session::Session;

/// Sets `security.viewer` to the app's usual expression.
const VIEWER: &str = "SELECT feed.configure('home',
  jsonb_build_object('security.viewer', 'NULLIF(current_setting(''app.user_id'', true), '''')::bigint'))";

#[test]
fn security_viewer_is_the_default_and_the_only_viewer() {
    let (scene, _) = Scene::new();
    let mut owner = scene.owner();
    owner.run(VIEWER);
    let columns = "SELECT post_id FROM home";
    for mut session in [scene.reader(), scene.owner()] {
        session.run("SET app.user_id = '1'");
        let mine = session.column(&format!("{columns}.timeline_for(1, 1000)"));
        assert!(!mine.is_empty());
        assert_eq!(
            mine,
            session.column(&format!("{columns}.timeline_for(NULL, 1000)"))
        );
        assert_eq!(
            session.column(&format!("{columns}.posts_by(2, 1, 1000)")),
            session.column(&format!("{columns}.posts_by(2, page_size => 1000)"))
        );
        assert_eq!(
            session.column(&format!("{columns}.public_timeline(1, 1000)")),
            session.column(&format!("{columns}.public_timeline(page_size => 1000)"))
        );
        assert!(
            !session
                .column(&format!("{columns}.posts_in(10)"))
                .is_empty()
        );
        let cursor = session
            .text("SELECT cursor FROM home.timeline_for(NULL, 7) ORDER BY rank DESC LIMIT 1");
        assert_eq!(
            session.number(&format!(
                "SELECT home.new_posts_since(1, {})",
                literal(&cursor)
            )),
            6
        );
        assert_eq!(
            session.number(&format!(
                "SELECT home.new_posts_since(NULL, {})",
                literal(&cursor)
            )),
            6
        );
        for other in [
            "SELECT * FROM home.timeline_for(2)".to_string(),
            "SELECT * FROM home.posts_by(2, 2)".to_string(),
            "SELECT * FROM home.posts_in(10, 2)".to_string(),
            "SELECT * FROM home.public_timeline(2)".to_string(),
            format!("SELECT home.new_posts_since(2, {})", literal(&cursor)),
        ] {
            session.refused("42501", &other);
        }
        // Nobody is logged in: nobody can be named, and a read that needs a viewer has none.
        session.run("RESET app.user_id");
        session.refused("42501", "SELECT * FROM home.timeline_for(1)");
        session.refused("22004", "SELECT * FROM home.timeline_for(NULL)");
        assert!(
            !session
                .rows("SELECT * FROM home.public_timeline()")
                .is_empty()
        );
        session.refused("42501", "SELECT * FROM home.posts_in(10)");
    }
}

#[test]
fn superusers_alone_may_name_another_viewer() {
    let (scene, _) = Scene::new();
    scene.owner().run(VIEWER);
    let mut superuser = scene.database.connect();
    superuser.run("SET app.user_id = '1'");
    let rows = |session: &mut Session, read: &str| {
        session.column(&format!("SELECT post_id FROM home.{read}"))
    };
    assert!(!rows(&mut superuser, "timeline_for(2)").is_empty());
    assert_eq!(
        rows(&mut superuser, "timeline_for(NULL)"),
        rows(&mut superuser, "timeline_for(1)")
    );
    // What counts is the current role, not the one that logged in.
    superuser.run(&format!("SET ROLE {}", ident(scene.reader.name())));
    superuser.refused("42501", "SELECT * FROM home.timeline_for(2)");
    assert!(!rows(&mut superuser, "timeline_for(1)").is_empty());
    superuser.run("RESET ROLE");
    superuser.run(
        "CREATE FUNCTION on_behalf(who bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
         SET search_path = pg_catalog, pg_temp AS 'SELECT post_id FROM home.timeline_for(who)'",
    );
    assert!(!scene.reader().rows("SELECT on_behalf(2)").is_empty());
    // Only who may configure the feed may take the rule away.
    scene.reader().refused(
        "42501",
        "SELECT feed.configure('home', '{\"security.viewer\": null}')",
    );
    scene
        .owner()
        .run("SELECT feed.configure('home', '{\"security.viewer\": null}')");
    assert!(
        !scene
            .reader()
            .rows("SELECT * FROM home.timeline_for(2)")
            .is_empty()
    );
}
