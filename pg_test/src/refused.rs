//! Statements that must be refused: each with its SQLSTATE and in PostgreSQL's style, by the same backend, and without changing
//! anything.

use crate::catalog;
use crate::session::{Refusal, Session};

/// Lower case and no full stop; DETAIL and HINT are sentences.
pub fn assert_style(what: &str, refusal: &Refusal) {
    let first = refusal.message.chars().next();
    assert!(
        first.is_some_and(|sign| !sign.is_uppercase()) && !refusal.message.ends_with('.'),
        "{what}: {refusal:?}"
    );
    for sentence in [&refusal.detail, &refusal.hint] {
        assert!(
            sentence.is_empty() || sentence.ends_with('.') || sentence.ends_with(';'),
            "{what}: {refusal:?}"
        );
    }
}

/// All of them are refused as they must be, and the database is as it was.
pub fn assert_refused(session: &mut Session, statements: &[(&str, &str)]) {
    let backend = session.text("SELECT pg_backend_pid()");
    let before = catalog::picture(session);
    let mut wrong = Vec::new();
    for (states, call) in statements {
        match session.attempt(&format!("SELECT * FROM {call}")) {
            Ok(_) => wrong.push(format!("taken: {call}")),
            Err(refusal) if !states.split('/').any(|state| state == refusal.state) => {
                wrong.push(format!("{call}: {states} expected, not {refusal:?}"));
            }
            Err(refusal) => assert_style(call, &refusal),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    catalog::assert_same(&before, &catalog::picture(session), "a refused call");
    assert_eq!(backend, session.text("SELECT pg_backend_pid()"));
}
