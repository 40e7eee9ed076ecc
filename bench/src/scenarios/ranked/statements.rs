//! How many SQL statements a ranked page takes, by how many posts are ranked. A server that plans every statement anew and tells of
//! each plan tells of each statement, those inside of functions too.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::Client;

use super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{maximum, median, ratio, written};
use crate::report::table;
use crate::scenarios::section::Section;
use crate::server;

const FEED_FOR: &str = include_str!("../../../sql/ranked/feed_for.sql");
const CONFIGURE: &str = include_str!("../../../sql/ranked/candidates.sql");
const TELL_PLANS: &str = include_str!("../../../sql/ranked/tell_plans.sql");

/// Values of the setting `candidates.timeline`; the default is the second.
const CANDIDATES: [i64; 3] = [50, 400, 1_000];
/// Viewers that are asked for.
const VIEWERS: i64 = 20;

pub fn measure(stage: Stage, client: &mut Client, _: &Options) -> Outcome<Section> {
    let viewers = stage.some_readers(client, VIEWERS)?;
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    for which in Which::ALL {
        let feed = stage.feed(which);
        let mut medians = Vec::new();
        for most in CANDIDATES {
            client.query(CONFIGURE, &[&feed, &Some(most)])?;
            let counts = count(stage, which, &viewers);
            client.query(CONFIGURE, &[&feed, &None::<i64>])?;
            let counts = counts?;
            medians.push(median(&counts));
            rows.push(vec![
                format!("{}, candidates.timeline {most}", which.name()),
                written(median(&counts)),
                written(maximum(&counts)),
            ]);
        }
        summary.push([
            format!(
                "{}: statements of feed_for {}",
                stage.network.name(),
                which.name()
            ),
            written(medians[2]),
            format!(
                "with {} candidates instead of {}",
                CANDIDATES[0], CANDIDATES[2]
            ),
            written(medians[0]),
            written(ratio(medians[2], medians[0])),
        ]);
    }
    Ok(Section {
        title: format!("Statements of a page, {}", stage.network.name()),
        summary,
        text: format!(
            "SQL statements that one call of feed_for runs, its own left out, for {} readers; what is read by index without a \
             statement does not count.\n\n{}",
            viewers.len(),
            table(&["a page of 20", "median", "most"], &rows)
        ),
    })
}

/// The statements of a page for each viewer: messages about plans, but for that of the call itself.
fn count(stage: Stage, which: Which, viewers: &[i64]) -> Outcome<Vec<f64>> {
    let plans = Arc::new(AtomicUsize::new(0));
    let heard = plans.clone();
    let mut client = server::connect_hearing(move |message| {
        if message == "plan:" {
            heard.fetch_add(1, Ordering::Relaxed);
        }
    })?;
    client.batch_execute(TELL_PLANS)?;
    let page = client.prepare(&stage.sql(which, FEED_FOR))?;
    let mut counts = Vec::new();
    for viewer in viewers {
        // The first call learns what the feed is.
        client.query(&page, &[viewer])?;
        plans.store(0, Ordering::Relaxed);
        client.query(&page, &[viewer])?;
        counts.push(plans.load(Ordering::Relaxed).saturating_sub(1) as f64);
    }
    Ok(counts)
}
