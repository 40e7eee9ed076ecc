//! Walks the pages of ranked feeds in transactions of their own, with changes between them, and holds every page against what
//! its viewer may see at that moment.

use std::collections::HashSet;

use crate::quote::nullable;
use crate::ranking::Ranked;
use crate::ranking::asked::Asked;
use crate::ranking::glance::Glance;
use crate::ranking::reference::visible;
use crate::session::{Row, Session};
use crate::walk::LONGEST_PAGE;

/// Where the cursor stands in a row of [`Glance::page`].
const CURSOR: usize = 6;

/// More pages than any walk of these tests has.
const MOST_PAGES: usize = 700;

/// A walk through one feed.
pub struct Walk<'a> {
    pub session: &'a mut Session,
    /// As the feed is now.
    pub ranked: Ranked,
    pub asked: Asked,
    pub size: usize,
    pub label: String,
}

impl Walk<'_> {
    /// Walks to the end, doing something between the pages; each page shows only what may be shown then, and no post comes
    /// twice.
    pub fn to_the_end(
        &mut self,
        mut between: impl FnMut(&mut Session, &mut Ranked, &[Row]),
    ) -> Vec<Row> {
        let mut all: Vec<Row> = Vec::new();
        for _ in 0..MOST_PAGES {
            let after = all.last().and_then(|row| row[CURSOR].clone());
            let page = self.page(after.as_deref());
            let full = page.len() == self.size;
            all.extend(page);
            self.assert_no_repetition(&all);
            if !full {
                return all;
            }
            between(self.session, &mut self.ranked, &all);
        }
        panic!("{}: the walk does not end", self.label);
    }

    /// One page and what may be shown, in one snapshot.
    fn page(&mut self, after: Option<&str>) -> Vec<Row> {
        self.session
            .begin("ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        let mut glance = Glance::new(&self.label, self.session, &self.ranked);
        let page = glance.page(&self.asked, self.size, after);
        let mut may = Vec::new();
        if !page.is_empty() {
            may = glance.session.rows(&visible(&self.ranked, &self.asked));
        }
        self.session.rollback();
        for row in &page {
            let found = may.iter().find(|post| post[..3] == row[..3]);
            let found = found.unwrap_or_else(|| panic!("{}: {row:?} may not be shown", self.label));
            let mut reasons = words(row[4].as_deref());
            reasons.retain(|reason| !["trending", "similar"].contains(reason));
            assert_eq!(
                reasons,
                words(found[3].as_deref()),
                "{}: {row:?}, {found:?}",
                self.label
            );
            let public = found[4].as_deref() == Some("true");
            assert!(
                public || !reasons.is_empty(),
                "{}: {row:?} is for others",
                self.label
            );
        }
        page
    }

    fn assert_no_repetition(&self, rows: &[Row]) {
        let mut seen = HashSet::new();
        for (place, row) in rows.iter().enumerate() {
            assert!(
                seen.insert(&row[0]),
                "{}: {row:?} shows again at place {place}",
                self.label
            );
        }
    }
}

/// The words of an array of plain words.
fn words(array: Option<&str>) -> Vec<&str> {
    let inner = array.unwrap_or("{}").trim_matches(['{', '}']);
    inner.split(',').filter(|word| !word.is_empty()).collect()
}

/// All posts of a timeline.
pub fn timeline(session: &mut Session, viewer: &str) -> Vec<String> {
    let mut posts = Vec::new();
    let mut after = "NULL".to_string();
    loop {
        let page = session.rows(&format!(
            "SELECT post_id, cursor FROM home.timeline_for({viewer}, {LONGEST_PAGE}, {after}) ORDER BY rank"
        ));
        let full = page.len() == LONGEST_PAGE;
        after = nullable(page.last().and_then(|row| row[1].as_deref()));
        posts.extend(page.into_iter().filter_map(|row| row[0].clone()));
        if !full {
            return posts;
        }
    }
}
