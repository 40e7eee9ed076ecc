//! Conditions whose value changes while no row does: a window built while one held serves those for whom it holds no longer.

use pg_test::app::App;
use pg_test::cluster::Database;
use pg_test::session::Session;
use pg_test::{fixture, plain, upkeep};

/// A condition can be switched off for a session, as `now()` switches others off in time.
const SWITCHES: [&str; 5] = ["posts", "follows", "memberships", "mutes", "users"];

/// The plain app; each condition goes together with its switch.
fn app() -> App {
    // Something is always left to be read.
    let switched = |condition: &mut Option<String>, switch: &str, kept: &str| {
        let plain = condition.take().unwrap_or_else(|| "true".to_string());
        *condition = Some(format!(
            "({plain}) AND current_setting('switch.{switch}', true) IS DISTINCT FROM 'off' OR ({plain}) AND {kept}"
        ));
    };
    let mut app = plain::app();
    switched(&mut app.posts.visible, "posts", "id % 2 = 0");
    if let Some(follows) = &mut app.follows {
        switched(&mut follows.active, "follows", "followee_id = 2");
    }
    if let Some(memberships) = &mut app.memberships {
        switched(&mut memberships.active, "memberships", "user_id = 2");
    }
    switched(&mut app.exclusions[1].active, "mutes", "false");
    if let Some(accounts) = &mut app.accounts {
        switched(&mut accounts.visible, "users", "id < 4");
    }
    app
}

fn turn(session: &mut Session, switch: &str, on: bool) {
    session.run(&format!(
        "SET switch.{switch} = '{}'",
        if on { "on" } else { "off" }
    ));
}

#[test]
fn what_a_window_was_built_under_need_not_hold() {
    let database = Database::new();
    let mut session = database.connect();
    let app = app();
    fixture::declare(&mut session);
    fixture::define(&mut session, &app);
    let mut id = 1_000;
    for switch in SWITCHES {
        for on in [true, false] {
            turn(&mut session, switch, on);
            session.run(
                "SELECT home.cool(v), home.warm(v) FROM unnest('{1, 2, 3, 6}'::bigint[]) AS v",
            );
            // One post before each of the windows' authors, after the windows were built.
            session.run(&format!(
                "INSERT INTO posts (id, author_id, group_id) SELECT {id} + a, a, NULLIF(a % 2, 1) * 10 + 10 FROM generate_series(1, 7) AS a"
            ));
            id += 10;
            upkeep::maintain_all(&mut session);
            for read_on in [on, !on] {
                turn(&mut session, switch, read_on);
                let label = format!("{switch} {on} when built, {read_on} when read");
                fixture::assert_exact(&label, &mut session, &app);
                upkeep::assert_checked(&label, &mut session);
            }
            turn(&mut session, switch, true);
        }
    }
}
