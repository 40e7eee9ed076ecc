//! What `similar_posts` and `similar_users` must return: the reference queries, written from the contract over the app's own
//! tables, and the comparison with what they do return.
//!
//! Distances of posts are pgvector's own. Interests are made here from plain arrays of double precision.

use crate::app::App;
use crate::engagement::compare::float;
use crate::engagement::{Signal, number};
use crate::oracle::{holds, key, moment, public_at};
use crate::quote::{ident, literal};
use crate::session::{Row, Session};

/// Two similarities closer than this are equal: sums of few products.
const CLOSE: f64 = 1e-9;

/// A column of posts that says what they are about, and the schema of pgvector.
#[derive(Debug, Clone)]
pub struct Embedding {
    pub column: String,
    pub schema: String,
}

/// An app whose posts have embeddings.
#[derive(Debug, Clone)]
pub struct Similarity {
    pub app: App,
    pub signals: Vec<Signal>,
    pub embedding: Embedding,
}

/// How much was compared.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub posts: usize,
    pub posts_found: usize,
    pub users: usize,
    pub users_found: usize,
}

impl Similarity {
    pub fn add(&self) -> String {
        format!(
            "SELECT feed.add_embedding({}, {})",
            literal(&self.app.feed),
            literal(&self.embedding.column)
        )
    }

    /// Posts under rules 1 and 2, public or all of them, whether replies or not: `post_id, author_id, created_at`.
    fn visible(&self, public: bool) -> String {
        let mut app = self.app.clone();
        app.settings.replies = "all";
        if !public {
            app.posts.public = Some("true".to_string());
        }
        public_at(&app, None, "now()")
    }

    /// `post_key, about` of all posts that have an embedding.
    fn about(&self) -> String {
        let posts = &self.app.posts;
        format!(
            "SELECT {} AS post_key, {} AS about FROM {} WHERE {1} IS NOT NULL",
            key(&posts.id),
            ident(&self.embedding.column),
            ident(&posts.table)
        )
    }

    /// `rank, post_id, author_id, similarity` of all posts that may be returned for one; as text.
    pub fn posts(&self, post: &str) -> String {
        let schema = ident(&self.embedding.schema);
        format!(
            "WITH public AS MATERIALIZED ({public}),
visible AS MATERIALIZED ({visible}),
about AS MATERIALIZED ({about}),
given AS MATERIALIZED (
  SELECT about FROM visible JOIN about ON post_key = post_id::text COLLATE \"C\" WHERE post_key = {post} COLLATE \"C\"),
near AS MATERIALIZED (
  SELECT post_id, author_id,
         CASE WHEN {schema}.vector_dims(a.about) = {schema}.vector_dims(g.about) THEN a.about OPERATOR({schema}.<=>) g.about END AS distance
  FROM public
  JOIN about AS a ON post_key = post_id::text COLLATE \"C\"
  CROSS JOIN given AS g
  WHERE post_key <> {post} COLLATE \"C\")
SELECT (row_number() OVER (ORDER BY distance, post_id DESC))::text, post_id::text, author_id::text, (1 - distance)::text
FROM near
WHERE distance <> 'NaN'
ORDER BY near.distance, near.post_id DESC",
            public = self.visible(true),
            visible = self.visible(false),
            about = self.about(),
            post = literal(post),
        )
    }

    /// Rows of all signals that are no impressions: `actor, post_key, at, weight`.
    fn events(&self) -> String {
        let posts = &self.app.posts;
        let mut events = vec![
            "SELECT NULL::text COLLATE \"C\" AS actor, NULL::text COLLATE \"C\" AS post_key, NULL::timestamptz AS at, NULL::float8 AS weight
  WHERE false"
                .to_string(),
        ];
        for signal in &self.signals {
            let Some(actor) = signal.actor.as_deref() else {
                continue;
            };
            if signal.removed || signal.is_impression() {
                continue;
            }
            let at = signal.created_at.as_deref().map_or_else(
                || {
                    format!(
                        "(SELECT {} FROM {} AS p WHERE {} = e.post_key)",
                        moment(&posts.created_at, posts.local_time),
                        ident(&posts.table),
                        key(&posts.id)
                    )
                },
                |_| "e.at".to_string(),
            );
            events.push(format!(
                "SELECT e.actor, e.post_key, {at}, {weight}
  FROM (SELECT {actor} AS actor, {post} AS post_key, {time} AS at FROM {table} WHERE {active}) AS e",
                weight = number(signal.weight()),
                actor = key(actor),
                post = key(&signal.post),
                time = signal.created_at.as_deref().map_or_else(
                    || "NULL::timestamptz".to_string(),
                    |column| moment(column, signal.local_time)
                ),
                table = ident(&signal.table),
                active = holds(signal.active.as_deref()),
            ));
        }
        events.join("\n  UNION ALL\n  ")
    }

    /// `user_id, similarity` of everybody who may be returned for somebody; as text, in no order.
    pub fn users(&self, account: &str) -> String {
        let shown = self.app.accounts.as_ref().map_or_else(
            || "true".to_string(),
            |accounts| {
                format!(
                    "b.actor IN (SELECT {} FROM {} WHERE {})",
                    key(&accounts.id),
                    ident(&accounts.table),
                    holds(accounts.visible.as_deref())
                )
            },
        );
        format!(
            "WITH event AS ({events}),
visible AS MATERIALIZED ({visible}),
about AS MATERIALIZED (SELECT post_key, about::real[]::float8[] AS v FROM ({about}) AS a),
liked AS MATERIALIZED (
  SELECT actor, post_key, max(at) AS newest, sum(weight) AS weight
  FROM event
  WHERE isfinite(at) AND at >= now() - interval '720 hours' AND actor IS NOT NULL
  GROUP BY actor, post_key),
found AS MATERIALIZED (
  SELECT actor, newest, post_id, weight, v,
         first_value(cardinality(v)) OVER (PARTITION BY actor ORDER BY newest DESC, post_id DESC) AS dimensions
  FROM liked
  JOIN about USING (post_key)
  JOIN visible ON post_key = post_id::text COLLATE \"C\"),
last AS MATERIALIZED (
  SELECT *, row_number() OVER (PARTITION BY actor ORDER BY newest DESC, post_id DESC) AS place
  FROM found
  WHERE cardinality(v) = dimensions),
mean AS MATERIALIZED (
  SELECT actor, n, sum(weight * x) / NULLIF(sum(weight), 0) AS x
  FROM last
  CROSS JOIN LATERAL unnest(v) WITH ORDINALITY AS u (x, n)
  WHERE place <= 50
  GROUP BY actor, n),
interest AS MATERIALIZED (
  SELECT actor, count(*) AS dimensions, sqrt(sum(x * x)) AS length
  FROM mean
  GROUP BY actor
  HAVING bool_and(x IS NOT NULL) AND sum(x * x) > 0)
SELECT b.actor, (sum(m.x * o.x) / (a.length * b.length))::text
FROM interest AS a
JOIN interest AS b ON b.dimensions = a.dimensions AND b.actor <> a.actor
JOIN mean AS m ON m.actor = a.actor
JOIN mean AS o ON o.actor = b.actor AND o.n = m.n
WHERE a.actor = {account} COLLATE \"C\"
  AND {shown}
GROUP BY b.actor, a.length, b.length",
            events = self.events(),
            visible = self.visible(false),
            about = self.about(),
            account = literal(account),
        )
    }

    /// `k, n`: whose interest is how near to somebody's.
    pub fn interest(&self, account: &str) -> String {
        format!(
            "SELECT actor AS k, similarity::float8 AS n FROM ({}) AS u (actor, similarity)",
            self.users(account)
        )
    }

    fn call(&self, function: &str, given: &str, kind: &str, page_size: usize) -> String {
        format!(
            "{}.{function}({}::{kind}, {page_size})",
            ident(&self.app.feed),
            literal(given)
        )
    }

    /// What `similar_posts` returns, as the reference has it.
    pub fn posts_got(
        &self,
        session: &mut Session,
        post: &str,
        kind: &str,
        size: usize,
    ) -> Vec<Row> {
        let call = self.call("similar_posts", post, kind, size);
        self.as_reader(
            session,
            &format!(
                "SELECT rank::text, post_id::text, author_id::text, similarity::text FROM {call} AS f ORDER BY f.rank"
            ),
        )
    }

    /// The rows of a statement of whoever reads the feed.
    fn as_reader(&self, session: &mut Session, sql: &str) -> Vec<Row> {
        let Some(reader) = &self.app.reader else {
            return session.rows(sql);
        };
        session.run(&format!("SET ROLE {}", ident(&reader.role)));
        let rows = session.rows(sql);
        session.run("RESET ROLE");
        rows
    }

    /// Compares pages of posts similar to one with the reference, row by row, in the transaction the session is in.
    pub fn compare_posts(
        &self,
        label: &str,
        session: &mut Session,
        post: &str,
        kind: &str,
        tally: &mut Tally,
    ) {
        let want = session.rows(&self.posts(post));
        for size in [1, 10, 1_000] {
            let got = self.posts_got(session, post, kind, size);
            let want = &want[..want.len().min(size)];
            assert!(
                got == want,
                "{label}\nsimilar_posts({post}, {size}): got and want\n{:#?}\n{}",
                differing(&got, want),
                self.posts(post)
            );
            tally.posts += 1;
            tally.posts_found += got.len();
        }
    }

    /// The same for people: similarities to one billionth, and who stands where but for such differences.
    pub fn compare_users(
        &self,
        label: &str,
        session: &mut Session,
        account: &str,
        kind: &str,
        tally: &mut Tally,
    ) {
        let mut want: Vec<(String, f64)> = session
            .rows(&self.users(account))
            .into_iter()
            .map(|row| (row[0].clone().unwrap(), float(row[1].as_ref().unwrap())))
            .collect();
        want.sort_by(|one, other| other.1.total_cmp(&one.1));
        for size in [1, 10, 1_000] {
            let call = self.call("similar_users", account, kind, size);
            let sql = format!(
                "SELECT user_id::text, similarity::text,
                        rank = row_number() OVER (ORDER BY similarity DESC, user_id)
                 FROM {call} AS f ORDER BY f.rank"
            );
            let got = self.as_reader(session, &sql);
            let label =
                format!("{label}\nsimilar_users({account}, {size})\ngot  {got:?}\nwant {want:?}");
            assert_eq!(got.len(), want.len().min(size), "{label}");
            let mut seen = std::collections::BTreeSet::new();
            for (row, there) in got.iter().zip(&want) {
                let (user, similarity) =
                    (row[0].as_ref().unwrap(), float(row[1].as_ref().unwrap()));
                let of_user = want.iter().find(|one| &one.0 == user);
                let of_user = of_user
                    .unwrap_or_else(|| panic!("{user} is extra\n{label}"))
                    .1;
                assert!((similarity - of_user).abs() < CLOSE, "{user}\n{label}");
                assert!(
                    (similarity - there.1).abs() < CLOSE,
                    "{user} stands elsewhere\n{label}"
                );
                assert_eq!(
                    row[2].as_deref(),
                    Some("t"),
                    "{user} is out of order\n{label}"
                );
                assert!(seen.insert(user.clone()), "{user} is there twice\n{label}");
            }
            tally.users += 1;
            tally.users_found += got.len();
        }
    }
}

/// Rows that differ at the same place, got and wanted; the first of them.
fn differing<'r>(got: &'r [Row], want: &'r [Row]) -> Vec<(Option<&'r Row>, Option<&'r Row>)> {
    const TOLD: usize = 5;
    (0..got.len().max(want.len()))
        .map(|place| (got.get(place), want.get(place)))
        .filter(|(got, want)| got != want)
        .take(TOLD)
        .collect()
}
