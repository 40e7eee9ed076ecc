//! What an event costs who writes it: time and log, against the same table without triggers and against the triggers that
//! applications have; and what applying it costs.

mod agreement;
mod amounts;
mod at_once;
mod contest;
mod event;
mod keys;
mod one_by_one;
mod pen;
mod twins;
mod writer;

use std::time::Duration;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::failure::Outcome;
use crate::options::Options;
use crate::record::Section;
use crate::report::figures::grouped;
use crate::scenarios::attached::stage::Stage;
use crate::server;
use amounts::Amounts;
use contest::Contest;
use event::Event;
use keys::Keys;
use pen::Pen;
use writer::Writer;

const TOUCH: &str = include_str!("../../../sql/writes/touch.sql");

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let amounts = Amounts::of(&options.effort);
    twins::make(stage, client)?;
    let keys = Keys::find(stage, client, amounts)?;
    let core = server::core(client, options.pinned)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let patience = Duration::from_secs(options.effort.seconds);
    let mut cases = Vec::new();
    for event in Event::ALL {
        eprintln!("writes: {}", event.name());
        if event == Event::Follow {
            touch(stage, client, &keys)?;
        }
        let contest = Contest::prepare(stage, client, amounts, &keys, event, patience)?;
        let found = contest.run(client, &mut random);
        cases.extend(found.map_err(|failure| failure.while_doing(event.name()))?);
    }
    agreement::require(stage, client, &keys, amounts)?;
    Ok(Section {
        scenario: "writes".into(),
        network: stage.network.name().into(),
        title: "What a write costs".into(),
        text: format!(
            "One client, synchronous_commit off, core: {core}. Each writer has a table of its own with the same rows and the same \
             indexes, those that the feed asks for among them, and writes the same events, in turns in random order. One by \
             one, each event is a transaction, and nothing is applied before all are written; {} are then written with \
             `feed.maintain` behind each. 1,000 at once are one statement, applied by one call; figures are by event. Log is what the \
             server's position moved by: medians leave out the whole pages that follow a checkpoint. Small authors have {} \
             followers, the most followed one {}. The counter is a column of posts, the fan-out a row for each follower; \
             both do in the writer's transaction what maintenance does behind it. The second fan-out is for the same viewers as \
             have windows. A trigger that would write more than {} rows for one statement is left out there, and a slow one writes fewer \
             events. At the end the tables had the same likes, and `post_stats` and the counter told them.",
            amounts.applied().len(),
            grouped(keys.small.followers),
            grouped(keys.huge.followers),
            grouped(at_once::MOST_ROWS),
        ),
        cases,
        ..Section::default()
    })
}

/// Lets all new follows come and go once, and locks what the feed keeps about follows: they fall onto pages all over tables and
/// indexes, and the first change of each behind a checkpoint writes the whole page to the log.
fn touch(stage: Stage, client: &mut Client, keys: &Keys) -> Outcome<()> {
    for writer in [Writer::Bare, Writer::Watched] {
        let pen = Pen::prepare(stage, client, Event::Follow, writer)?;
        client.batch_execute("BEGIN")?;
        pen.write_many(client, &keys.of(Event::Follow))?;
        client.batch_execute("ROLLBACK")?;
        client.batch_execute(&format!("VACUUM {}", writer.table("follows")))?;
    }
    client.batch_execute(&stage.sql(TOUCH))?;
    stage.apply(client)
}
