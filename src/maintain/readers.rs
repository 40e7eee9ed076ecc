//! Who reads: repeated readers are warmed, windows that nobody reads are dropped. Reads themselves write nothing; they are
//! noted in shared memory, and the worker brings the notes here.

use std::cell::RefCell;

use foldhash::{HashMap, HashMapExt, HashSet};

use super::applier::{self, Lock};
use super::batch::cool;
use super::refresh::{self, refresh};
use super::statements::{Maintained, count, text};
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::pg::attempt::attempt;
use crate::pg::spi;

/// A cold viewer who has read so often is warmed: whoever looks once may never come back.
const REPEATED: u32 = 2;

/// So many cold readers are remembered; with more of them all are forgotten, and have to be seen again.
const REMEMBERED: usize = 100_000;

/// Idle windows are looked for this often, in microseconds.
const LOOK_FOR_IDLE: i64 = 60 * 1_000_000;

/// How many windows are dropped, or built, at once.
const STEP: usize = 500;

/// What the worker remembers of one feed between two visits.
#[derive(Default)]
struct Memory {
    cold: HashMap<Key, u32>,
    looked: i64,
}

thread_local! {
    static MEMORY: RefCell<HashMap<String, Memory>> = RefCell::new(HashMap::new());
}

/// Takes in who has read since the last time, in the current transaction; how often tells who is to be warmed.
pub fn heed_readers(feed: &str, readers: &[(Key, u32)]) -> Outcome<()> {
    let now = spi::transaction_time();
    let look = MEMORY.with_borrow_mut(|all| {
        let memory = all.entry(feed.to_owned()).or_default();
        let due = now - memory.looked >= LOOK_FOR_IDLE;
        if due {
            memory.looked = now;
        }
        due
    });
    if readers.is_empty() && !look {
        return Ok(());
    }
    applier::with(feed, Lock::IfFree, |maintained| {
        let idle = maintained.loaded.feed.settings.window_idle.clone();
        if !readers.is_empty() {
            warm_repeated(maintained, feed, readers, &idle)?;
        }
        if look {
            let idle = [text(&idle), count(STEP)];
            let idle = maintained.viewers(include_str!("../../sql/maintain/idle.sql"), &idle)?;
            cool(maintained, &idle.iter().collect::<Vec<_>>())?;
        }
        Ok(())
    })
    .map(drop)
}

fn warm_repeated(
    maintained: &Maintained,
    feed: &str,
    readers: &[(Key, u32)],
    idle: &str,
) -> Outcome<()> {
    let everybody = || maintained.users(readers.iter().map(|(viewer, _)| Some(viewer)));
    maintained.execute(
        include_str!("../../sql/maintain/read.sql"),
        &[everybody(), text(idle)],
    )?;
    let warm: HashSet<Key> = maintained
        .viewers(
            include_str!("../../sql/maintain/warm_among.sql"),
            &[everybody()],
        )?
        .into_iter()
        .collect();
    let cold = readers.iter().filter(|(viewer, _)| !warm.contains(viewer));
    let repeated = MEMORY.with_borrow_mut(|all| {
        let memory = all.entry(feed.to_owned()).or_default();
        if memory.cold.len() > REMEMBERED {
            memory.cold.clear();
        }
        let mut repeated = Vec::new();
        for (viewer, reads) in cold {
            let seen = memory.cold.entry(viewer.clone()).or_default();
            *seen += reads;
            if *seen >= REPEATED && repeated.len() < STEP {
                repeated.push(viewer);
            }
        }
        for viewer in &repeated {
            memory.cold.remove(*viewer);
        }
        repeated
    });
    let pulled = refresh::pulled(maintained)?;
    for viewer in repeated {
        match attempt(|| refresh(maintained, viewer, &pulled)) {
            Err(failure) if failure.concerns_all_rows() => return Err(failure),
            // At a post of this viewer's that is not read yet: reads that come to it say so, and others are not to suffer.
            Ok(_) | Err(_) => {}
        }
    }
    Ok(())
}
