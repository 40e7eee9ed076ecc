//! What `suggest_for` and `mutuals_of` must return: the reference queries, written from the contract over the app's own tables, and
//! the comparison with what they do return.

use crate::app::App;
use crate::engagement::compare::float;
use crate::oracle::{holds, key, key_literal};
use crate::quote::{ident, literal};
use crate::session::{Row, Session};

/// Scores closer than this are equal.
const CLOSE: f64 = 1e-9;

/// The methods by which accounts are scored.
pub const METHODS: [&str; 2] = ["adamic_adar", "mutual"];

/// Whether a session's snapshot has packed lists of everybody, for the feed of this name.
pub fn are_packed(session: &mut Session, feed: &str) -> bool {
    session.truth(&format!(
        "SELECT done FROM {}.packing",
        ident(&format!("{feed}_data"))
    ))
}

/// An app with what tests know besides its tables.
#[derive(Debug, Clone)]
pub struct Suggestions {
    pub app: App,
    /// The condition of accounts that may be suggested.
    pub discoverable: Option<String>,
    /// Who dismissed whom.
    pub dismissed: Vec<(String, String)>,
}

/// How much was compared, by source.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub pages: usize,
    pub mutual: usize,
    pub interest: usize,
    pub group: usize,
    pub popular: usize,
    pub mutuals: usize,
}

impl Suggestions {
    /// An app of which nothing more is known.
    pub fn of(app: App) -> Self {
        Self {
            app,
            discoverable: None,
            dismissed: Vec::new(),
        }
    }

    /// Adds the accounts again, with who may be suggested.
    pub fn add_discoverable(&self) -> Option<String> {
        let (accounts, discoverable) = (self.app.accounts.as_ref()?, self.discoverable.as_ref()?);
        let visible = accounts
            .visible
            .as_ref()
            .map_or_else(|| "NULL".to_string(), |visible| literal(visible));
        Some(format!(
            "SELECT feed.remove_accounts({feed});
SELECT feed.add_accounts({feed}, {table}::regclass, {id}, visible => {visible}, discoverable => {discoverable})",
            feed = literal(&self.app.feed),
            table = literal(&ident(&accounts.table)),
            id = literal(&accounts.id),
            discoverable = literal(discoverable),
        ))
    }

    /// `f, t`: who follows whom, each pair once.
    fn follow(&self) -> String {
        self.app.follows.as_ref().map_or_else(
            || "SELECT NULL::text COLLATE \"C\" AS f, NULL::text COLLATE \"C\" AS t WHERE false".to_string(),
            |follows| {
                format!(
                    "SELECT DISTINCT {from} AS f, {to} AS t FROM {table} WHERE {from} IS NOT NULL AND {to} IS NOT NULL AND {active}",
                    from = key(&follows.follower),
                    to = key(&follows.followee),
                    table = ident(&follows.table),
                    active = holds(follows.active.as_deref()),
                )
            },
        )
    }

    /// `k, g`: active members of groups.
    fn member(&self) -> String {
        self.app.memberships.as_ref().map_or_else(
            || "SELECT NULL::text COLLATE \"C\" AS k, NULL::text COLLATE \"C\" AS g WHERE false".to_string(),
            |groups| {
                format!(
                    "SELECT DISTINCT {member} AS k, {group} AS g FROM {table} WHERE {member} IS NOT NULL AND {group} IS NOT NULL AND {active}",
                    member = key(&groups.member),
                    group = key(&groups.group),
                    table = ident(&groups.table),
                    active = holds(groups.active.as_deref()),
                )
            },
        )
    }

    /// `k`: who may not be suggested, whatever else is true: the viewer, whom they follow, exclusions in either direction, and
    /// whom they dismissed.
    fn unwanted(&self, viewer: &str) -> String {
        let me = key_literal(Some(viewer));
        let mut arms = vec![
            format!("SELECT {me} AS k"),
            "SELECT k FROM mine".to_string(),
        ];
        for exclusion in &self.app.exclusions {
            for (mine, theirs) in [
                (&exclusion.viewer, &exclusion.author),
                (&exclusion.author, &exclusion.viewer),
            ] {
                arms.push(format!(
                    "SELECT {} FROM {} WHERE {} = {me} AND {}",
                    key(theirs),
                    ident(&exclusion.table),
                    key(mine),
                    holds(exclusion.active.as_deref())
                ));
            }
        }
        for (_, account) in self.dismissed.iter().filter(|(by, _)| by == viewer) {
            arms.push(format!("SELECT {}", key_literal(Some(account))));
        }
        arms.join("\n  UNION ALL ")
    }

    /// Whether account `k` may be suggested to anybody.
    fn listed(&self) -> String {
        self.app.accounts.as_ref().map_or_else(
            || "true".to_string(),
            |accounts| {
                format!(
                    "k IN (SELECT {} FROM {} WHERE {} AND {})",
                    key(&accounts.id),
                    ident(&accounts.table),
                    holds(accounts.visible.as_deref()),
                    holds(self.discoverable.as_deref()),
                )
            },
        )
    }

    /// A key as it is ordered: `k` in the type and collation of authors.
    fn ordered(&self, session: &mut Session, k: &str) -> String {
        let posts = &self.app.posts;
        let collation = session.text(&format!(
            "SELECT COALESCE((
  SELECT format(' COLLATE %I.%I', n.nspname, c.collname)
  FROM pg_attribute AS a
  JOIN pg_collation AS c ON c.oid = a.attcollation
  JOIN pg_namespace AS n ON n.oid = c.collnamespace
  WHERE a.attrelid = {}::regclass AND a.attname = {}), '')",
            literal(&ident(&posts.table)),
            literal(&posts.author)
        ));
        format!("{k}::{}{collation}", self.app.user.name())
    }

    /// All rows of `suggest_for`, as text: `user_id, score, mutual_count, mutuals, source`, in order. `interest` gives `k, n` of
    /// everybody whose interest is known.
    pub fn reference(
        &self,
        session: &mut Session,
        viewer: &str,
        method: &str,
        interest: Option<&str>,
    ) -> String {
        // Whole numbers first, so that the order of summing never matters.
        let score = match method {
            "mutual" => "count(*)",
            _ => "sum(round(1e12::float8 / ln(1::float8 + d.n))) / 1e12::float8",
        };
        let none = "SELECT NULL::text COLLATE \"C\" AS k, NULL::float8 AS n WHERE false";
        format!(
            "WITH follow AS MATERIALIZED ({follow}),
member AS MATERIALIZED ({member}),
degree AS MATERIALIZED (SELECT f, count(*) AS n FROM follow GROUP BY f),
mine AS MATERIALIZED (SELECT t AS k FROM follow WHERE f = {me}),
unwanted AS MATERIALIZED ({unwanted}),
interest AS MATERIALIZED ({interest}),
source (place, name, k, score, n, mutuals) AS (
  SELECT 1, 'mutual', x.t, {score}, count(*), (array_agg(x.f::text ORDER BY {by_follower}))[1:3]
  FROM mine
  JOIN follow AS x ON x.f = mine.k
  JOIN degree AS d ON d.f = x.f
  GROUP BY x.t
  UNION ALL
  SELECT 2, 'interest', k, n, 0, '{{}}' FROM interest
  UNION ALL
  SELECT 3, 'group', o.k, count(*), 0, '{{}}'
  FROM member AS m
  JOIN member AS o ON o.g = m.g
  WHERE m.k = {me}
  GROUP BY o.k
  UNION ALL
  SELECT 4, 'popular', t, count(*), 0, '{{}}' FROM follow GROUP BY t),
first AS (
  SELECT DISTINCT ON (k) *
  FROM source
  WHERE k NOT IN (SELECT k FROM unwanted WHERE k IS NOT NULL)
    AND {listed}
  ORDER BY k, place)
SELECT k, score::text, n::text, mutuals::text, name
FROM first
ORDER BY first.place, first.score DESC, {by_key}",
            follow = self.follow(),
            member = self.member(),
            me = key_literal(Some(viewer)),
            unwanted = self.unwanted(viewer),
            interest = interest.unwrap_or(none),
            by_follower = self.ordered(session, "x.f"),
            listed = self.listed(),
            by_key = self.ordered(session, "first.k"),
        )
    }

    /// Compares pages of suggestions with the reference, row by row, in the transaction the session is in.
    pub fn compare(
        &self,
        label: &str,
        session: &mut Session,
        viewer: &str,
        interest: Option<&str>,
        tally: &mut Tally,
    ) {
        for method in METHODS {
            let sql = self.reference(session, viewer, method, interest);
            let all = session.rows(&sql);
            for size in [1, 10, 1_000] {
                let got = self.page(session, viewer, size, method);
                let want = &all[..all.len().min(size)];
                let label = format!("{label}\nsuggest_for({viewer}, {size}, {method})\n{sql}");
                assert_same(&label, &got, want, &all);
                tally.pages += 1;
                for row in &got {
                    match row[4].as_deref() {
                        Some("mutual") => tally.mutual += 1,
                        Some("interest") => tally.interest += 1,
                        Some("group") => tally.group += 1,
                        _ => tally.popular += 1,
                    }
                }
            }
        }
        self.compare_mutuals(label, session, viewer, tally);
    }

    /// A page, as text like the reference.
    pub fn page(&self, session: &mut Session, viewer: &str, size: usize, method: &str) -> Vec<Row> {
        session.rows(&format!(
            "SELECT user_id::text, score::text, mutual_count::text, mutuals::text[]::text, source
FROM {}.suggest_for({}::{}, {size}, {})
ORDER BY rank",
            ident(&self.app.feed),
            literal(viewer),
            self.app.user.name(),
            literal(method),
        ))
    }

    fn compare_mutuals(
        &self,
        label: &str,
        session: &mut Session,
        account: &str,
        tally: &mut Tally,
    ) {
        let me = key_literal(Some(account));
        let want = session.rows(&format!(
            "WITH follow AS ({}) SELECT a.t FROM follow AS a JOIN follow AS b ON b.f = a.t AND b.t = a.f WHERE a.f = {me} AND a.t <> {me} ORDER BY 1",
            self.follow()
        ));
        let got = session.rows(&format!(
            "SELECT user_id::text FROM {}.mutuals_of({}::{}) ORDER BY user_id::text COLLATE \"C\"",
            ident(&self.app.feed),
            literal(account),
            self.app.user.name(),
        ));
        assert_eq!(got, want, "{label}\nmutuals_of({account})");
        tally.mutuals += got.len();
    }
}

/// Rows are the wanted ones, in their order; but people whose interests are as near, to a billionth, may change places.
fn assert_same(label: &str, got: &[Row], want: &[Row], all: &[Row]) {
    let score = |row: &Row| float(row[1].as_ref().expect("every row has a score"));
    let close = |one: &Row, other: &Row| (score(one) - score(other)).abs() < CLOSE;
    let alike = |got: &Row, want: &Row| {
        want[4].as_deref() == Some("interest")
            && all.iter().any(|one| one[0] == got[0] && close(one, want))
    };
    let same = |got: &Row, want: &Row| {
        close(got, want) && got[2..] == want[2..] && (got[0] == want[0] || alike(got, want))
    };
    let users: std::collections::BTreeSet<_> = got.iter().map(|row| &row[0]).collect();
    assert_eq!(
        users.len(),
        got.len(),
        "{label}\nsomebody is there twice: {got:?}"
    );
    for place in 0..got.len().max(want.len()) {
        let (got, want) = (got.get(place), want.get(place));
        assert!(
            got.zip(want).is_some_and(|(got, want)| same(got, want)),
            "{label}\nplace {place}: got\n{got:?}\nwanted\n{want:?}"
        );
    }
}
