//! Compares windows with what belongs in them, pending rows taken into account.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::refresh::{self, Window};
use super::statements::Maintained;
use super::{counting, packing};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::heap;
use crate::timeline::circle::LeftOut;
use crate::timeline::contents::{Entry, Extent, contents, left_out};

/// What is pending: differences that it explains are none.
#[derive(Debug, Default)]
struct Explained {
    posts: BTreeSet<(i64, Key)>,
    viewers: BTreeSet<Key>,
    authors: BTreeSet<Key>,
    everything: bool,
}

/// Something that is not as it should be.
pub struct Difference {
    pub object: String,
    pub detail: Value,
}

/// What is said of a suspended feed: with changes that nobody captures nothing is known to be exact.
pub fn suspended() -> Vec<Difference> {
    vec![Difference {
        object: "capture".to_owned(),
        detail: json!({ "suspended": true }),
    }]
}

/// What differs between windows, at most so many of them, and the app's tables.
pub fn check(feed: &Maintained, most: usize) -> Outcome<Vec<Difference>> {
    feed.stand_still(|feed| differences(feed, most))
}

/// The same of all that is kept, counts and scores too.
pub fn everything(feed: &Maintained) -> Outcome<Vec<Difference>> {
    feed.stand_still(|feed| {
        let mut found = differences(feed, usize::MAX)?;
        let explained = explained(feed)?;
        if !explained.everything {
            found.extend(packing::differences(feed, &explained.viewers)?);
        }
        found.extend(counting::check::differences(feed, usize::MAX)?);
        Ok(found)
    })
}

fn differences(feed: &Maintained, most: usize) -> Outcome<Vec<Difference>> {
    let mut viewers = feed.viewers(include_str!("../../sql/maintain/all_windows.sql"), &[])?;
    viewers.truncate(most);
    let mut differences = orphans(feed)?;
    differences.extend(
        of_windows(feed, viewers)?
            .into_iter()
            .map(|(_, found)| found),
    );
    Ok(differences)
}

/// Which of some viewers' windows differ, and how. One that is marked will be built anew anyway.
pub fn of_windows(feed: &Maintained, viewers: Vec<Key>) -> Outcome<Vec<(Key, Difference)>> {
    let explained = explained(feed)?;
    let pulled = refresh::pulled(feed)?;
    let mut differences = Vec::new();
    for viewer in viewers {
        if !explained.everything
            && !explained.viewers.contains(&viewer)
            && let Some(window) = refresh::window(feed, &viewer)?
            && window.generation == feed.kept.generation
            && let Some(found) = compare(feed, &viewer, &window, &pulled, &explained)?
        {
            differences.push((viewer, found));
        }
    }
    Ok(differences)
}

fn compare(
    feed: &Maintained,
    viewer: &Key,
    window: &Window,
    pulled: &LeftOut,
    explained: &Explained,
) -> Outcome<Option<Difference>> {
    let extent = Extent::DownTo(window.floor.as_ref());
    let wanted = contents(feed.loaded, viewer, &window.left_out, extent)?;
    let leaving = left_out(feed.loaded, viewer, pulled)?;
    let held = refresh::entries(feed, viewer)?;
    let unexplained = |entry: &&Entry| {
        !explained
            .posts
            .contains(&(entry.created_at, entry.post.clone()))
            && !entry
                .author
                .as_ref()
                .is_some_and(|author| explained.authors.contains(author))
    };
    let (wanted, held): (BTreeSet<&Entry>, BTreeSet<&Entry>) =
        (wanted.iter().collect(), held.iter().collect());
    let missing = wanted
        .difference(&held)
        .copied()
        .filter(unexplained)
        .count();
    let extra = held
        .difference(&wanted)
        .copied()
        .filter(unexplained)
        .count();
    let unasked = leaving.authors.difference(&window.left_out.authors).count()
        + leaving.groups.difference(&window.left_out.groups).count();
    if missing + extra + unasked == 0 {
        return Ok(None);
    }
    Ok(Some(Difference {
        object: "window".to_owned(),
        detail: json!({
            "viewer": written(viewer),
            "missing": missing,
            "extra": extra,
            "unasked": unasked,
        }),
    }))
}

/// Entries of viewers that are cold.
fn orphans(feed: &Maintained) -> Outcome<Vec<Difference>> {
    let viewers = feed.viewers(include_str!("../../sql/maintain/orphans.sql"), &[])?;
    Ok(viewers
        .iter()
        .map(|viewer| Difference {
            object: "entry".to_owned(),
            detail: json!({ "viewer": written(viewer), "window": null }),
        })
        .collect())
}

fn explained(feed: &Maintained) -> Outcome<Explained> {
    let kinds = &feed.kinds;
    let mut explained = Explained::default();
    heap::read(feed.kept.pending, &feed.kinds.pending(), u32::MAX, |row| {
        match row.letter(0) {
            Some(b'n' | b'p') => {
                explained
                    .posts
                    .extend(row.bigint(5).zip(row.key(6, kinds.post)?));
            }
            Some(b'f' | b'g') => explained.viewers.extend(row.key(2, kinds.user)?),
            Some(b'a') => explained.authors.extend(row.key(3, kinds.user)?),
            Some(b'r') => explained.everything = true,
            _ => {}
        }
        Ok(true)
    })?;
    Ok(explained)
}

/// A key as JSON.
pub fn written(key: &Key) -> Value {
    match key {
        Key::Int(value) => json!(value),
        Key::Uuid(bytes) => json!(uuid_text(bytes)),
        Key::Text(text) => json!(text),
    }
}

fn uuid_text(bytes: &[u8; 16]) -> String {
    let digits: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [
        digits[..4].concat(),
        digits[4..6].concat(),
        digits[6..8].concat(),
        digits[8..10].concat(),
        digits[10..].concat(),
    ]
    .join("-")
}
