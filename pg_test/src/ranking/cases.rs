//! A feed of 1 at a fixed time over the plain tables, small enough to be computed by hand.

use crate::app::Reader;
use crate::cluster::Database;
use crate::engagement::{Engagement, Signal};
use crate::fixture;
use crate::plain;
use crate::quote::ident;
use crate::ranking::Ranked;
use crate::ranking::asked::Asked;
use crate::ranking::embedding::{self, Embedding};
use crate::ranking::glance::Glance;
use crate::ranking::marks;
use crate::ranking::order::{Order, TOLERANCE};
use crate::ranking::settings::Weights;
use crate::role::Role;
use crate::seed;
use crate::session::Session;

/// Where the clock stands.
const CLOCK: &str = "timestamptz '2025-03-10 12:00+00'";

/// `h(24)` is a day before the clock.
const TABLES: &str = "
CREATE FUNCTION h(hours float8) RETURNS timestamptz IMMUTABLE LANGUAGE sql
RETURN timestamptz '2025-03-10 12:00+00' - hours * interval '1 hour';
CREATE TABLE likes (post_id bigint, user_id bigint, created_at timestamptz);
CREATE TABLE comments (post_id bigint, user_id bigint, created_at timestamptz);
CREATE TABLE views (post_id bigint)";

const EMPTY: &str =
    "TRUNCATE likes, comments, views, posts, follows, memberships, blocks, mutes, marked";

const WITHOUT_INDEXES: &str = "
DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT indexrelid::regclass FROM pg_index JOIN pg_class AS c ON c.oid = indrelid
              WHERE NOT indisprimary AND c.relnamespace = 'public'::regnamespace LOOP
    EXECUTE 'DROP INDEX ' || name;
  END LOOP;
END $$";

/// A post, its score where it has one, and its reasons.
pub type Line = (i64, Option<f64>, &'static str);

/// A feed computed by hand.
pub struct Case {
    pub what: &'static str,
    pub rows: &'static str,
    /// Settings other than those of the scene.
    pub change: fn(&mut Ranked),
    pub want: &'static [Line],
}

/// How a feed is read: by the indexes that `create` and `add_signal` build, by statements where there are none, or by
/// statements since a policy asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    ByIndex,
    WithoutIndexes,
    UnderPolicy,
}

pub const WAYS: [Way; 3] = [Way::ByIndex, Way::WithoutIndexes, Way::UnderPolicy];

pub struct Scene {
    pub session: Session,
    pub ranked: Ranked,
    way: Way,
    // Dropped last: the session depends on it.
    _role: Role,
}

/// The plain app without accounts; likes are worth 1, comments 2, views have neither actor nor time. Halves are 1 and
/// half-lives a day, so that numbers are plain ones.
fn ranked(embedding: bool) -> Ranked {
    let mut app = plain::app();
    app.accounts = None;
    let comments = Signal {
        weight: Some(2.0),
        ..Signal::plain("comments")
    };
    let views = Signal {
        actor: None,
        created_at: None,
        ..Signal::plain("views")
    };
    let signals = vec![Signal::plain("likes"), comments, views];
    let mut ranked = Ranked::new(Engagement::new(app, signals));
    ranked.rank.engagement_half = 1.0;
    ranked.rank.relevance_half = 1.0;
    ranked.rank.relevance_half_life = 24 * 3_600;
    ranked.rank.quality_min = 4;
    ranked.rank.social_half = 1.0;
    ranked.rank.out_of_network = 0.5;
    ranked.rank.seen = 0.5;
    ranked.embedding = embedding.then(|| Embedding::new("embedding", "vector"));
    ranked
}

/// No factor counts but one, and that one as it is; posts of one author are not spread.
pub fn only(ranked: &mut Ranked, factor: fn(&mut Weights) -> &mut f64) {
    ranked.rank.weights = Weights::NONE;
    *factor(&mut ranked.rank.weights) = 1.0;
    ranked.rank.diversity_floor = 1.0;
    ranked.rank.out_of_network = 1.0;
}

impl Scene {
    /// With embeddings if they are wanted; None where there cannot be any.
    pub fn new(database: &Database, embedding: bool, way: Way) -> Option<Self> {
        let (mut session, role) = (database.connect(), Role::new("reader"));
        if embedding && !embedding::available(&mut session) {
            return None;
        }
        let mut ranked = ranked(embedding);
        if way == Way::UnderPolicy {
            ranked.engagement.app.reader = Some(Reader {
                role: role.name().to_string(),
                policy: "true".to_string(),
            });
        }
        session.run("SET jit = off");
        session.run(plain::TABLES);
        session.run(TABLES);
        session.run(marks::TABLE);
        if let Some(embedding) = &ranked.embedding {
            session.run(&embedding.declaration("posts"));
        }
        fixture::define(&mut session, &ranked.engagement.app);
        ranked.define(&mut session);
        if way == Way::WithoutIndexes {
            session.run(WITHOUT_INDEXES);
        }
        session.run(&format!(
            "ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
             CREATE POLICY everything ON posts TO {role} USING (id > 0);
             GRANT SELECT ON posts TO {role}",
            role = ident(role.name())
        ));
        Some(Self {
            session,
            ranked,
            way,
            _role: role,
        })
    }

    /// Each of these feeds is as it was computed.
    pub fn all(&mut self, cases: &[Case]) {
        let usual = self.ranked.clone();
        for case in cases {
            self.ranked = usual.clone();
            (case.change)(&mut self.ranked);
            self.ranked.configure(&mut self.session);
            self.session.run(EMPTY);
            self.session.run(case.rows);
            self.gives(case.what, case.want);
        }
        self.ranked = usual;
    }

    /// The feed has these posts, in this order, with these scores and reasons, before maintenance and after.
    pub fn gives(&mut self, what: &str, want: &[Line]) {
        let asked = Asked {
            as_of: Some(CLOCK.to_string()),
            ..Asked::by("1")
        };
        let mut rng = seed::quiet(what, 0);
        for state in ["pending", "applied"] {
            let label = format!("{what}, {:?}, {state}", self.way);
            self.session
                .begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            let mut glance = Glance::new(&label, &mut self.session, &self.ranked);
            assert_lines(&label, &glance.order(&asked), want);
            glance.feed(&asked, &mut rng);
            self.session.rollback();
            self.session.run("SELECT feed.maintain('home')");
        }
    }
}

fn assert_lines(label: &str, order: &Order, want: &[Line]) {
    let got = order.want.iter();
    let lines: Vec<_> = got
        .map(|row| (row.id(), row.score, row.reasons.as_str()))
        .collect();
    let same = lines.len() == want.len()
        && lines.iter().zip(want).all(|(got, want)| {
            let close = match (got.1, want.1) {
                (Some(got), Some(want)) => (got - want).abs() <= TOLERANCE,
                (got, want) => got == want,
            };
            got.0 == want.0.to_string() && close && got.2 == format!("{{{}}}", want.2)
        });
    assert!(
        same && !order.doubt,
        "{label}:\n{lines:#?}\nwanted\n{want:#?}\n{:?}",
        order.want
    );
}
