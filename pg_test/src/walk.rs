//! Walks the pages of a read and holds them against the reference, in one snapshot: as ordered lists, and EXCEPT ALL both ways.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::app::App;
use crate::oracle;
use crate::quote::ident;
use crate::read::Read;
use crate::session::{Row, Session};

/// The longest page the contract allows.
pub const LONGEST_PAGE: usize = 1_000;

/// The longest cursor the contract allows.
const LONGEST_CURSOR: usize = 4_096;

/// `new_posts_since` counts no further.
const COUNTED: usize = 100;

/// How much was compared.
#[derive(Debug, Default, Clone, Copy)]
pub struct Tally {
    pub reads: usize,
    pub pages: usize,
    pub rows: usize,
}

/// How the pages of one read are asked for.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Page sizes, and how many pages of each are walked at most; the jumps reach what lies deeper.
    pub walks: Vec<(usize, usize)>,
    /// Pages that start at the cursor of some row in the middle.
    pub jumps: usize,
}

/// One walk over one feed: the session is in a REPEATABLE READ transaction, so that everything is one snapshot.
pub struct Walk<'a> {
    pub session: &'a mut Session,
    pub app: &'a App,
    pub rng: &'a mut StdRng,
    pub tally: Tally,
    /// What the app is, for messages: the seed, and how to get the same network again.
    pub label: String,
}

impl Walk<'_> {
    /// Compares a read with its reference along all the paths.
    pub fn check(&mut self, read: &Read, paths: &Paths) {
        self.tally.reads += 1;
        if let Read::In { group, viewer } = read {
            let question = oracle::may_enter(self.app, group, viewer.as_deref());
            if !self.session.truth(&question) {
                self.refused(read);
                return;
            }
        }
        let expected = self.session.rows(&oracle::reference(self.app, read));
        let mut cursors = Vec::new();
        for &(size, most_pages) in &paths.walks {
            let seen = self.walk(read, size, most_pages, &expected);
            if seen.len() > cursors.len() {
                cursors = seen;
            }
        }
        self.check_as_multiset(read);
        let indexes: Vec<usize> = (0..cursors.len()).collect();
        for _ in 0..paths.jumps {
            if let Some(&index) = indexes.choose(self.rng) {
                let size = self.rng.random_range(1..=30);
                let page = self.page(read, size, Some(&cursors[index]));
                self.compare(read, size, index + 1, &page, &expected);
                self.check_newer(read, &cursors[index], index);
            }
        }
    }

    fn refused(&mut self, read: &Read) {
        let call = read.call(self.app, 20, None);
        self.as_reader(|session| {
            session.refused("42501", &format!("SELECT * FROM {call}"));
        });
    }

    fn check_as_multiset(&mut self, read: &Read) {
        // Under a reader's policy both sides cannot be asked in one statement: only the reader sees its rows,
        // and the reader may not read what the reference reads.
        if self.app.reader.is_some() {
            return;
        }
        let rows = self
            .session
            .rows(&oracle::differences(self.app, read, LONGEST_PAGE));
        assert!(
            rows.is_empty(),
            "{}\n{}\nEXCEPT ALL gives {} rows, first {:?}",
            self.label,
            oracle::describe(self.app, read),
            rows.len(),
            &rows[..rows.len().min(6)]
        );
    }

    /// All pages of one size; gives the cursor of every row seen.
    fn walk(
        &mut self,
        read: &Read,
        size: usize,
        most_pages: usize,
        expected: &[Row],
    ) -> Vec<String> {
        let mut cursors: Vec<String> = Vec::new();
        for _ in 0..most_pages {
            let page = self.page(read, size, cursors.last().map(String::as_str));
            self.compare(read, size, cursors.len(), &page, expected);
            for row in &page {
                cursors.push(row[5].clone().expect("every row has a cursor"));
            }
            if page.len() < size {
                break;
            }
        }
        cursors
    }

    fn page(&mut self, read: &Read, size: usize, after: Option<&str>) -> Vec<Row> {
        let call = read.call(self.app, size, after);
        let sql = format!(
            "SELECT rank, post_id::text, author_id::text, created_at::text, reasons::text, cursor FROM {call}"
        );
        let label = self.label.clone();
        let page = self.as_reader(|session| match session.attempt(&sql) {
            Ok(rows) => rows,
            Err(refusal) => panic!("{label}\nrefused: {refusal:#?}\n{sql}"),
        });
        self.tally.pages += 1;
        self.tally.rows += page.len();
        page
    }

    /// A page must be the rows of the reference from `start` on, full while rows remain, with ranks from 1.
    fn compare(&mut self, read: &Read, size: usize, start: usize, page: &[Row], expected: &[Row]) {
        let end = expected.len().min(start + size);
        let want = &expected[start.min(end)..end];
        for (index, row) in page.iter().enumerate() {
            let rank = (index + 1).to_string();
            let wanted = want.get(index);
            let same = row[0].as_deref() == Some(&rank)
                && wanted.is_some_and(|wanted| row[1..5] == wanted[1..5]);
            assert!(
                same,
                "{}\n{}\npage of {size} from row {start}: at place {rank}\n  got    {row:?}\n  wanted {wanted:?}\n  ({} rows there, {} in the reference)",
                self.label,
                oracle::describe(self.app, read),
                page.len(),
                expected.len()
            );
            let length = row[5].as_deref().map_or(0, str::len);
            assert!(
                (1..=LONGEST_CURSOR).contains(&length),
                "a cursor of {length} characters"
            );
        }
        assert_eq!(
            page.len(),
            want.len(),
            "{}\n{}\npage of {size} from row {start}: {} rows in the reference, next wanted {:?}",
            self.label,
            oracle::describe(self.app, read),
            expected.len(),
            want.get(page.len())
        );
    }

    fn check_newer(&mut self, read: &Read, cursor: &str, index: usize) {
        let Some(sql) = read.newer_than(self.app, cursor) else {
            return;
        };
        let counted = self.as_reader(|session| session.number(&sql));
        assert_eq!(
            counted,
            i64::try_from(index.min(COUNTED)).unwrap(),
            "{}\n{sql}\nthe cursor is that of row {index} (from 0)",
            self.label
        );
    }

    fn as_reader<T>(&mut self, action: impl FnOnce(&mut Session) -> T) -> T {
        let Some(reader) = &self.app.reader else {
            return action(self.session);
        };
        self.session
            .run(&format!("SET LOCAL ROLE {}", ident(&reader.role)));
        let result = action(self.session);
        self.session.run("RESET ROLE");
        result
    }
}
