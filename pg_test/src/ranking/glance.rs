//! Looks at ranked feeds in one snapshot and holds them against the reference: whole, in pages of any size, and from the
//! cursor of any row.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::engagement::compare::float;
use crate::engagement::glance::{one_statement, split};
use crate::quote::ident;
use crate::ranking::Ranked;
use crate::ranking::asked::Asked;
use crate::ranking::order::{Got, Order, TOLERANCE};
use crate::ranking::reference::reference;
use crate::session::{Row, Session};
use crate::walk::LONGEST_PAGE;

/// The longest cursor the contract allows.
const LONGEST_CURSOR: usize = 4_096;

/// Columns of a page behind those of [`Got`].
const RANK: usize = 5;
const CURSOR: usize = 6;

/// Columns of the reference.
const COLUMNS: usize = 18;

/// So many feeds of random networks have everything.
const MANY: usize = 200;

/// Multipliers among the numbers of the reference.
const SEEN: usize = 8;
const DIVERSITY: usize = 9;

/// How much was compared.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub feeds: usize,
    pub pages: usize,
    /// Rows of the references: with a score, and behind them.
    pub scored: usize,
    pub rest: usize,
    /// Of those with a score: trending, similar, without a reason of the timeline, seen, after others of their author.
    pub trending: usize,
    pub similar: usize,
    pub strangers: usize,
    pub seen: usize,
    pub spread: usize,
    /// For each factor, posts that have some of it.
    pub factors: [usize; 7],
    /// Feeds that rounding may make another.
    pub doubtful: usize,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.feeds += other.feeds;
        self.pages += other.pages;
        self.scored += other.scored;
        self.rest += other.rest;
        self.trending += other.trending;
        self.similar += other.similar;
        self.strangers += other.strangers;
        self.seen += other.seen;
        self.spread += other.spread;
        for (sum, more) in self.factors.iter_mut().zip(other.factors) {
            *sum += more;
        }
        self.doubtful += other.doubtful;
    }

    fn count(&mut self, order: &Order) {
        self.feeds += 1;
        for wanted in &order.want {
            if wanted.score.is_none() {
                self.rest += 1;
                continue;
            }
            let has = |reason: &str| usize::from(wanted.reasons.contains(reason));
            let number = |place: usize| wanted.numbers[place].as_deref().map_or(0.0, float);
            self.scored += 1;
            self.trending += has("trending");
            self.similar += has("similar");
            self.strangers += 1 - (has("own") | has("follow") | has("group"));
            self.seen += usize::from(number(SEEN) < 1.0);
            self.spread += usize::from(number(DIVERSITY) < 1.0);
            for (place, sum) in self.factors.iter_mut().enumerate() {
                *sum += usize::from(number(place) > 0.0);
            }
        }
    }

    /// Of many feeds: everything that makes a score was met, and rounding seldom decided.
    pub fn assert_telling(&self, vectors: bool) {
        let mut counts = vec![self.rest, self.trending, self.strangers];
        if self.feeds > MANY {
            counts.extend([self.seen, self.spread]);
            counts.extend(&self.factors[..6]);
            if vectors {
                counts.extend([self.similar, self.factors[6]]);
            }
        }
        assert!(
            counts.iter().all(|count| *count > 0),
            "not everything was met: {self:?}"
        );
        assert!(
            self.doubtful * 10 <= self.feeds,
            "rounding decides too often: {self:?}"
        );
    }
}

/// One look at one feed; the session is in a REPEATABLE READ transaction.
pub struct Glance<'a> {
    pub session: &'a mut Session,
    pub ranked: &'a Ranked,
    pub tally: Tally,
    /// What the app is, for messages: the seed, and how to get the same state again.
    pub label: String,
}

impl<'a> Glance<'a> {
    pub fn new(label: &str, session: &'a mut Session, ranked: &'a Ranked) -> Self {
        Self {
            session,
            ranked,
            tally: Tally::default(),
            label: label.to_string(),
        }
    }

    /// What the reference says.
    pub fn order(&mut self, asked: &Asked) -> Order {
        // Few rows are estimated where there are thousands, so that loops in loops would take seconds.
        let nested = self.session.text("SHOW enable_nestloop");
        self.session.run("SET LOCAL enable_nestloop = off");
        let rows = self.session.rows(&reference(self.ranked, asked));
        self.session
            .run(&format!("SET LOCAL enable_nestloop = {nested}"));
        Order::new(&rows, &self.ranked.rank)
    }

    /// The whole feed equals the reference, and so does every page of it. Gives the reference.
    pub fn feed(&mut self, asked: &Asked, rng: &mut StdRng) -> Order {
        let order = self.order(asked);
        if order.doubt {
            self.tally.doubtful += 1;
            return order;
        }
        let whole = self.walk(asked, LONGEST_PAGE, None);
        let all: Vec<Got> = whole.iter().map(Got::of).collect();
        if let Some(fault) = order.fault(&all, usize::MAX) {
            panic!("{}\n{asked:?}\n{fault}\n{:#?}", self.label, self.ranked);
        }
        self.tally.count(&order);
        let size = [1, 2, 3, 7, 20, 33][rng.random_range(0..6)];
        let pages = self.walk(asked, size.max(whole.len() / 25), None);
        self.assert_same(asked, &format!("pages of {size}"), &whole, &pages);
        if !whole.is_empty() {
            let at = rng.random_range(0..whole.len());
            let cursor = whole[at][CURSOR].clone();
            let behind = self.walk(asked, LONGEST_PAGE, cursor);
            self.assert_same(
                asked,
                &format!("what follows row {at}"),
                &whole[at + 1..],
                &behind,
            );
        }
        order
    }

    /// The whole feed and its reference in one statement, and so in one snapshot, whatever the isolation level.
    pub fn statement(&mut self, asked: &Asked) {
        let got = format!(
            "SELECT post_id::text, author_id::text, created_at::text, score::text, reasons::text{nothing} FROM {call}",
            nothing = ", NULL::text".repeat(COLUMNS - RANK),
            call = asked.call(&self.ranked.engagement.app, LONGEST_PAGE, None)
        );
        let rows = self
            .session
            .rows(&one_statement(&reference(self.ranked, asked), &got));
        let (want, got) = split(rows);
        let order = Order::new(&want, &self.ranked.rank);
        if order.doubt {
            self.tally.doubtful += 1;
            return;
        }
        let all: Vec<Got> = got.iter().map(Got::of).collect();
        if let Some(fault) = order.fault(&all, usize::MAX) {
            panic!("{}\n{asked:?}\n{fault}", self.label);
        }
        self.tally.count(&order);
    }

    /// Pages to the end of the feed.
    fn walk(&mut self, asked: &Asked, size: usize, after: Option<String>) -> Vec<Row> {
        let (mut all, mut after): (Vec<Row>, _) = (Vec::new(), after);
        loop {
            let page = self.page(asked, size, after.as_deref());
            let full = page.len() == size;
            after = page.last().and_then(|row| row[CURSOR].clone());
            all.extend(page);
            if !full {
                return all;
            }
        }
    }

    /// One page: `post_id, author_id, created_at, score, reasons, rank, cursor`.
    pub fn page(&mut self, asked: &Asked, size: usize, after: Option<&str>) -> Vec<Row> {
        let call = asked.call(&self.ranked.engagement.app, size, after);
        let sql = format!(
            "SELECT post_id::text, author_id::text, created_at::text, score::text, reasons::text, rank::text, cursor FROM {call}"
        );
        let page = self.as_reader(&sql);
        for (rank, row) in (1..).zip(&page) {
            assert_eq!(
                row[RANK],
                Some(i32::to_string(&rank)),
                "{}\n{call}: ranks count from 1",
                self.label
            );
            let length = row[CURSOR].as_deref().map_or(0, str::len);
            assert!(
                (1..=LONGEST_CURSOR).contains(&length),
                "{}\n{call}: a cursor of {length} characters",
                self.label
            );
        }
        self.tally.pages += 1;
        page
    }

    /// What the role of the app's reader gets, or who is connected where there is none.
    pub fn as_reader(&mut self, sql: &str) -> Vec<Row> {
        let reader = self.ranked.engagement.app.reader.as_ref();
        if let Some(reader) = reader {
            self.session
                .run(&format!("SET LOCAL ROLE {}", ident(&reader.role)));
        }
        let rows = match self.session.attempt(sql) {
            Ok(rows) => rows,
            Err(refusal) => panic!("{}\nrefused: {refusal:#?}\n{sql}", self.label),
        };
        if reader.is_some() {
            self.session.run("RESET ROLE");
        }
        rows
    }

    /// The same posts with the same reasons in the same order, and scores as close as rounding lets them be.
    fn assert_same(&self, asked: &Asked, what: &str, want: &[Row], got: &[Row]) {
        let same = |(want, got): (&Row, &Row)| {
            let (want, got) = (Got::of(want), Got::of(got));
            let close = match (want.score, got.score) {
                (Some(want), Some(got)) => (want - got).abs() <= TOLERANCE,
                (want, got) => want == got,
            };
            close && want.post == got.post && want.reasons == got.reasons
        };
        let other = want.iter().zip(got).position(|rows| !same(rows));
        assert!(
            other.is_none() && want.len() == got.len(),
            "{}\n{asked:?}: {what} are not those of one large page: {} rows, not {}; first other one at {other:?}: {:?}, not {:?}",
            self.label,
            got.len(),
            want.len(),
            other.map(|at| &got[at]),
            other.map(|at| &want[at]),
        );
    }
}

/// One feed equals the reference now.
pub fn assert_exact(
    label: &str,
    session: &mut Session,
    ranked: &Ranked,
    asked: &Asked,
    rng: &mut StdRng,
) -> Order {
    session.begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    let mut glance = Glance::new(label, session, ranked);
    let order = glance.feed(asked, rng);
    session.rollback();
    order
}
