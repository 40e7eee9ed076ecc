//! Looks at everything a feed shows of engagement, in one snapshot, and holds it against the reference.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::engagement::compare::{Scale, differences, float};
use crate::engagement::order::{Got, Order};
use crate::engagement::ranking::{Formula, Ranking};
use crate::engagement::{Engagement, ranked, reference};
use crate::quote::ident;
use crate::session::{Row, Session};
use crate::walk::LONGEST_PAGE;

/// The longest cursor the contract allows.
const LONGEST_CURSOR: usize = 4_096;

/// A page as apps have it.
const PAGE: usize = 40;

/// Differences a message tells of.
const TOLD: usize = 6;

/// How much was compared.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub views: usize,
    pub rankings: usize,
    pub pages: usize,
    pub rows: usize,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.views += other.views;
        self.rankings += other.rankings;
        self.pages += other.pages;
        self.rows += other.rows;
    }
}

/// How both sides are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    /// The session is in a REPEATABLE READ transaction.
    OfTransaction,
    /// Each comparison is one statement.
    OfStatement,
}

/// One look at one feed.
pub struct Glance<'a> {
    pub session: &'a mut Session,
    pub engagement: &'a Engagement,
    pub snapshot: Snapshot,
    pub tally: Tally,
    /// What the app is, for messages: the seed, and how to get the same state again.
    pub label: String,
}

/// Compares all views, and these rankings, in the one snapshot of the transaction.
pub fn look(
    label: &str,
    session: &mut Session,
    engagement: &Engagement,
    rankings: &[Ranking],
) -> Tally {
    let mut glance = Glance {
        session,
        engagement,
        snapshot: Snapshot::OfTransaction,
        tally: Tally::default(),
        label: label.to_string(),
    };
    glance.views();
    for ranking in rankings {
        glance.ranking(ranking, &[LONGEST_PAGE, PAGE]);
    }
    glance.tally
}

impl Glance<'_> {
    /// Every view, whole; then the head of `trending` as a page of an app has it.
    pub fn views(&mut self) {
        let engagement = self.engagement;
        let signals: String = engagement
            .signals
            .iter()
            .map(|signal| format!(", {}::text", ident(&signal.name)))
            .collect();
        let post = "post_id::text, author_id::text, created_at::text";
        let numbers = [Scale::Linear, Scale::Log, Scale::Linear];
        for (view, columns, want, scales) in [
            (
                "post_stats",
                format!("{post}{signals}, engagement::text, hot::text"),
                reference::post_stats(engagement),
                &numbers[..2],
            ),
            (
                "signal_counts",
                "post_id::text, signal::text, n::text".to_string(),
                reference::signal_counts(engagement),
                &[],
            ),
            (
                "engagement_hourly",
                format!("post_id::text, hour::text{signals}"),
                reference::hourly(engagement),
                &[],
            ),
            (
                "trending",
                format!("{post}{signals}, engagement::text, hot::text, value::text"),
                reference::trending(engagement),
                &numbers,
            ),
        ] {
            let got = format!("SELECT {columns} FROM {}", self.named(view));
            let (want, got) = self.sides(&want, &got);
            self.tally.views += 1;
            self.tally.rows += got.len();
            let found = differences(&want, &got, scales);
            self.assert_none(&format!("view {view}"), &found);
        }
        self.trending_in_order(&[usize::MAX, 50]);
    }

    /// `trending` as it comes, without any ORDER BY of the reader's.
    pub fn trending_in_order(&mut self, limits: &[usize]) {
        let engagement = self.engagement;
        let ranking = Ranking {
            within: engagement.scoring.max_age,
            ..Ranking::by(Formula::Decay)
        };
        let want = ranked::reference(engagement, &ranking);
        for &limit in limits {
            let rows = match limit {
                usize::MAX => String::new(),
                limit => format!(" LIMIT {limit}"),
            };
            let got = format!(
                "SELECT post_id::text, author_id::text, created_at::text, value::text, NULL, NULL, hot::text
FROM (SELECT * FROM {}{rows}) AS t",
                self.named("trending")
            );
            let (want, got) = self.sides(&want, &got);
            let page: Vec<Got> = got.iter().map(of_row).collect();
            let order = Order::new(&want, Formula::Decay);
            let fault = order.fault(&page, 0, limit.min(want.len()));
            self.assert_none(&format!("view trending{rows}"), &Vec::from_iter(fault));
        }
    }

    /// One ranking, in pages of each of the sizes, walked to the end; joined they are the whole.
    pub fn ranking(&mut self, ranking: &Ranking, sizes: &[usize]) {
        self.tally.rankings += 1;
        let want = self.wanted(&ranked::reference(self.engagement, ranking));
        let order = Order::new(&want, ranking.formula);
        for &size in sizes {
            let mut all = Vec::new();
            let mut after: Option<String> = None;
            loop {
                let call = self.select(ranking, size, after.as_deref());
                let page = self.as_reader(&call);
                self.check_page(ranking, &order, &page, all.len(), size);
                all.extend(page.iter().map(of_row));
                after = page.last().and_then(|row| row[5].clone());
                if page.len() < size {
                    break;
                }
            }
            let fault = order.fault(&all, 0, all.len() + 1);
            self.assert_none(
                &format!("{ranking:?}, pages of {size} joined"),
                &Vec::from_iter(fault),
            );
        }
    }

    /// The first page alone, of a random size, and that of one cursor on it.
    pub fn first_page(&mut self, ranking: &Ranking, rng: &mut StdRng) {
        self.tally.rankings += 1;
        let size = [1, 2, 3, 5, 10, 50][rng.random_range(0..6)];
        let want = ranked::reference(self.engagement, ranking);
        let (want, page) = self.sides(&want, &self.select(ranking, size, None));
        let order = Order::new(&want, ranking.formula);
        self.check_page(ranking, &order, &page, 0, size);
        if self.snapshot == Snapshot::OfTransaction && !page.is_empty() {
            let at = rng.random_range(0..page.len());
            let cursor = page[at][5].clone().expect("every row has a cursor");
            let next = self.select(ranking, size, Some(&cursor));
            let next = self.as_reader(&next);
            self.check_page(ranking, &order, &next, at + 1, size);
        }
    }

    fn select(&self, ranking: &Ranking, size: usize, after: Option<&str>) -> String {
        format!(
            "SELECT post_id::text, author_id::text, created_at::text, score::text, rank::text, cursor, NULL
FROM {}",
            ranking.call(&self.engagement.app, size, after)
        )
    }

    fn check_page(
        &mut self,
        ranking: &Ranking,
        order: &Order,
        page: &[Row],
        start: usize,
        size: usize,
    ) {
        self.tally.pages += 1;
        self.tally.rows += page.len();
        for (rank, row) in (1..).zip(page) {
            assert_eq!(
                row[4],
                Some(i32::to_string(&rank)),
                "{}\n{ranking:?}: ranks count from 1",
                self.label
            );
            let length = row[5].as_deref().map_or(0, str::len);
            assert!(
                (1..=LONGEST_CURSOR).contains(&length),
                "a cursor of {length} characters"
            );
        }
        let got: Vec<Got> = page.iter().map(of_row).collect();
        let fault = order.fault(&got, start, size);
        self.assert_none(
            &format!("{ranking:?}, {size} from row {start}"),
            &Vec::from_iter(fault),
        );
    }

    fn named(&self, view: &str) -> String {
        format!("{}.{view}", ident(&self.engagement.app.feed))
    }

    /// Both sides, each in its own order.
    fn sides(&mut self, want: &str, got: &str) -> (Vec<Row>, Vec<Row>) {
        // Under a reader's policy both cannot be asked in one statement: only the reader sees its rows, and the reader
        // may not read what the reference reads.
        if self.snapshot == Snapshot::OfTransaction {
            return (self.wanted(want), self.as_reader(got));
        }
        let rows = self.session.rows(&one_statement(want, got));
        split(rows)
    }

    /// The reference alone. Few rows are estimated where there are thousands, so that loops in loops would take seconds.
    fn wanted(&mut self, sql: &str) -> Vec<Row> {
        let nested = self.session.text("SHOW enable_nestloop");
        self.session.run("SET LOCAL enable_nestloop = off");
        let rows = self.session.rows(sql);
        self.session
            .run(&format!("SET LOCAL enable_nestloop = {nested}"));
        rows
    }

    fn as_reader(&mut self, sql: &str) -> Vec<Row> {
        let label = self.label.clone();
        let reader = self.engagement.app.reader.as_ref();
        if let Some(reader) = reader {
            self.session
                .run(&format!("SET LOCAL ROLE {}", ident(&reader.role)));
        }
        let rows = match self.session.attempt(sql) {
            Ok(rows) => rows,
            Err(refusal) => panic!("{label}\nrefused: {refusal:#?}\n{sql}"),
        };
        if reader.is_some() {
            self.session.run("RESET ROLE");
        }
        rows
    }

    fn assert_none(&self, what: &str, found: &[String]) {
        assert!(
            found.is_empty(),
            "{}\n{what}: {} differences\n{}\n{:?}\n{:?}",
            self.label,
            found.len(),
            found[..found.len().min(TOLD)].join("\n"),
            self.engagement.signals,
            self.engagement.scoring
        );
    }
}

fn of_row(row: &Row) -> Got {
    Got {
        post: row[..3].to_vec(),
        score: float(row[3].as_deref().expect("a score is never NULL")),
        hot: row[6].as_deref().map(float),
    }
}

/// Asks both sides in one statement and so in one snapshot, whatever the isolation level.
pub(crate) fn one_statement(want: &str, got: &str) -> String {
    let numbered = |side: &str, rows: &str| {
        format!("SELECT '{side}' AS side, row_number() OVER () AS number, r.* FROM ({rows}) AS r")
    };
    format!(
        "WITH want AS MATERIALIZED ({}),
got AS MATERIALIZED ({})
TABLE want UNION ALL TABLE got ORDER BY 1, 2",
        numbered("want", want),
        numbered("got", got)
    )
}

pub(crate) fn split(rows: Vec<Row>) -> (Vec<Row>, Vec<Row>) {
    let (mut want, mut got) = (Vec::new(), Vec::new());
    for mut row in rows {
        let columns = row.split_off(2);
        match row[0].as_deref() {
            Some("want") => want.push(columns),
            _ => got.push(columns),
        }
    }
    (want, got)
}
