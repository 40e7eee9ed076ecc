//! How many SQL statements a ranked page takes, by how many posts are ranked. A server that plans every statement anew and tells of
//! each plan tells of each statement, those inside of functions too.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use postgres::Client;

use super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::server;

const FEED_FOR: &str = include_str!("../../../sql/ranked/feed_for.sql");
const CONFIGURE: &str = include_str!("../../../sql/ranked/candidates.sql");
const TELL_PLANS: &str = include_str!("../../../sql/ranked/tell_plans.sql");

/// Values of the setting `candidates.timeline`; the default is the second.
const CANDIDATES: [i64; 3] = [50, 400, 1_000];
/// Viewers that are asked for.
const VIEWERS: i64 = 20;
/// A page takes no more statements because more posts are ranked.
const MORE: Bound = Bound::AtMost(0.0);

pub fn measure(stage: Stage, client: &mut Client) -> Outcome<Section> {
    let viewers = stage.some_readers(client, VIEWERS)?;
    let mut cases = Vec::new();
    for which in stage.feeds() {
        let feed = stage.feed(*which);
        let mut found = Vec::new();
        for most in CANDIDATES {
            client.query(CONFIGURE, &[&feed, &Some(most)])?;
            let counts = count(stage, *which, &viewers);
            client.query(CONFIGURE, &[&feed, &None::<i64>])?;
            found.push(counts?);
        }
        cases.extend(curve(*which, &found));
        cases.push(difference(*which, &found));
    }
    Ok(Section {
        title: "Statements of a ranked page".into(),
        text: format!(
            "SQL statements that one call of feed_for runs, its own left out, for {} readers. What is read by index without a \
             statement does not count. Beside the posts of the timeline, up to 100 are ranked that are trending and, with embeddings, \
             up to 100 that are similar.",
            viewers.len()
        ),
        cases,
        ..Section::default()
    })
}

fn curve(which: Which, found: &[Vec<f64>]) -> Vec<Case> {
    let case = |(most, counts): (i64, &Vec<f64>)| {
        let contenders = Measured::of("feed_for", Role::Ours, counts);
        Case::new(
            format!("statements of a page {}", which.name()),
            Unit::Number,
            contenders.into_iter().collect(),
        )
        .at(
            "posts of the timeline that are ranked, at most",
            most as f64,
        )
    };
    CANDIDATES.into_iter().zip(found).map(case).collect()
}

/// How many more statements each viewer's page takes where most posts are ranked than where fewest are.
fn difference(which: Which, found: &[Vec<f64>]) -> Case {
    let [few, .., many] = CANDIDATES;
    let more: Vec<f64> = match found {
        [least, .., most] => most
            .iter()
            .zip(least)
            .map(|(most, least)| most - least)
            .collect(),
        _ => Vec::new(),
    };
    Case::new(
        format!(
            "statements more for {many} ranked posts than for {few}, {}",
            which.name()
        ),
        Unit::Number,
        Measured::of("feed_for", Role::Ours, &more)
            .into_iter()
            .collect(),
    )
    .aiming(Aim::figure("feed_for", MORE))
    .aiming(Aim::figure("feed_for", MORE).of_p99())
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
