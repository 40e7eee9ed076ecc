//! What conditions name besides columns: functions and types, which may be the owner's alone, be renamed, or go.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use pg_test::quote::ident;
use pg_test::scene::Scene;
use pg_test::fixture;

const READS: [&str; 4] = [
    "SELECT * FROM home.timeline_for(1)",
    "SELECT * FROM home.posts_by(2, 1)",
    "SELECT * FROM home.posts_in(10, 1)",
    "SELECT * FROM home.public_timeline(1)",
];

#[test]
fn conditions_beside_posts_may_name_what_is_the_owners_alone() {
    let (scene, mut app) = Scene::new();
    let mut owner = scene.owner();
    scene.database.connect().run(&format!(
        "CREATE SCHEMA private AUTHORIZATION {}",
        ident(scene.owner.name())
    ));
    owner.run(
        "CREATE FUNCTION private.passes(bigint) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT $1 <> 3 $$;
         REVOKE ALL ON FUNCTION private.passes FROM PUBLIC;
         CREATE TYPE private.level AS ENUM ('low', 'high');
         ALTER TABLE follows ADD COLUMN level private.level NOT NULL DEFAULT 'high';
         SELECT feed.alter('home', $${\"follow_active\": \"private.passes(followee_id) AND level = 'high'\"}$$);
         SELECT feed.remove_groups('home');
         SELECT feed.add_groups('home', 'memberships', active => 'private.passes(user_id)');
         SELECT feed.remove_accounts('home');
         SELECT feed.add_accounts('home', 'users', visible => 'private.passes(id)')",
    );
    app.follows.as_mut().unwrap().active =
        Some("private.passes(followee_id) AND level = 'high'".to_string());
    app.memberships.as_mut().unwrap().active = Some("private.passes(user_id)".to_string());
    app.accounts.as_mut().unwrap().visible = Some("private.passes(id)".to_string());
    let mut reader = scene.reader();
    reader.refused("42501", "SELECT private.passes(1)");
    for read in READS {
        assert!(!reader.rows(read).is_empty(), "{read}");
    }
    fixture::assert_exact("as reader", &mut scene.database.connect(), &app);
    // Posts are read as the caller, their conditions too.
    owner.run("SELECT feed.alter('home', '{\"post_visible\": \"private.passes(author_id)\"}')");
    for read in READS {
        reader.refused("42501", read).names("private");
    }
    assert!(!owner.rows(READS[0]).is_empty());
}
