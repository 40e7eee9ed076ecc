//! Searching by an index of pgvector: its settings for the length of one search.

use std::ffi::CString;
use std::ops::ControlFlow;

use pgrx::pg_sys::{Datum, Oid};

use crate::definition::model::{Approximation, Embedding};
use crate::error::Outcome;
use crate::pg::identity::{setting, with_setting};
use crate::quote::fill;
use crate::timeline::reader::Reader;

/// How many neighbours an HNSW search keeps for each post asked for, at least, and at most. More find more of the nearest, and
/// take longer.
const KEPT_FOR_EACH: usize = 2;
const KEPT: (usize, usize) = (100, 1_000);

/// How many lists an IVFFlat search looks at, at least.
const LISTS: usize = 10;

/// Does `work` with searches by the feed's index going on for as long as somebody asks, or until they have looked at as many
/// rows as pgvector's settings allow. Without that a search ends after its first candidates, however few of them were asked for.
/// In relaxed order, since whoever draws puts them in order: a strict one throws away what it finds late.
pub fn searching<T>(
    reader: &Reader,
    embedding: &Embedding,
    direction: (Oid, Option<Datum>),
    most: usize,
    work: impl FnOnce() -> Outcome<T>,
) -> Outcome<T> {
    // The settings come with the library, which the first of its functions loads.
    if setting(c"hnsw.iterative_scan").is_none() {
        let template = include_str!("../../sql/similar/distance.sql");
        let sql = fill(template, &[("schema", &embedding.schema)])?;
        reader.run_in_order(sql, &[direction], &mut |_| ControlFlow::Continue(()))?;
    }
    if setting(c"hnsw.iterative_scan").is_none() {
        return work(); // a pgvector that has no such searches
    }
    match embedding.index {
        Some(Approximation::Hnsw) => {
            let kept = (KEPT_FOR_EACH * most).clamp(KEPT.0, KEPT.1);
            with_setting(c"hnsw.iterative_scan", c"relaxed_order", || {
                let kept = at_least(setting(c"hnsw.ef_search"), kept);
                with_setting(c"hnsw.ef_search", &kept, work)
            })
        }
        Some(Approximation::IvfFlat) => {
            with_setting(c"ivfflat.iterative_scan", c"relaxed_order", || {
                let lists = at_least(setting(c"ivfflat.probes"), LISTS);
                with_setting(c"ivfflat.probes", &lists, work)
            })
        }
        None => work(),
    }
}

/// The number of a setting, or a greater one.
fn at_least(setting: Option<String>, least: usize) -> CString {
    let now = setting.and_then(|text| text.parse().ok()).unwrap_or(0);
    CString::new(least.max(now).to_string()).unwrap_or_default()
}
