//! Does everything that shows of engagement equal the reference: as it is, partly applied, and with all applied?

use crate::engagement::Engagement;
use crate::engagement::glance;
use crate::engagement::ranking::Ranking;
use crate::quote::literal;
use crate::session::Session;

/// Everything equals the reference now.
pub fn assert_shown(
    label: &str,
    session: &mut Session,
    engagement: &Engagement,
    rankings: &[Ranking],
) {
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    glance::look(label, session, engagement, rankings);
    session.rollback();
}

/// Nothing that is kept differs from the app's tables, whatever is pending.
pub fn assert_kept(label: &str, session: &mut Session, engagement: &Engagement) {
    let wrong = session.column(&format!(
        "SELECT object || ' ' || detail FROM feed.check({})",
        literal(&engagement.app.feed)
    ));
    assert!(
        wrong.is_empty(),
        "{label}: {:?}",
        &wrong[..wrong.len().min(6)]
    );
}

/// Both of it.
pub fn assert_exact(
    label: &str,
    session: &mut Session,
    engagement: &Engagement,
    rankings: &[Ranking],
) {
    assert_shown(label, session, engagement, rankings);
    assert_kept(label, session, engagement);
}

/// The same as it is, after one batch, and after all that can be applied now.
pub fn assert_throughout(
    label: &str,
    session: &mut Session,
    engagement: &Engagement,
    rankings: &[Ranking],
) {
    let exact = |session: &mut Session, state: &str| {
        assert_exact(&format!("{label}, {state}"), session, engagement, rankings);
    };
    exact(session, "as it is");
    session.run(&format!(
        "SELECT feed.maintain({}, 1)",
        literal(&engagement.app.feed)
    ));
    exact(session, "one batch applied");
    apply(session, engagement);
    exact(session, "all applied");
}

/// Applies all that can be applied: events of hours to come may stay pending.
pub fn apply(session: &mut Session, engagement: &Engagement) {
    const MOST: usize = 1_000;
    let sql = format!("SELECT feed.maintain({})", literal(&engagement.app.feed));
    for _ in 0..MOST {
        if session.number(&sql) == 0 {
            return;
        }
    }
    panic!("maintenance does not end");
}
