//! What keeping trending fresh costs: counting the events of some minutes, against rewriting a view or a column.

mod ways;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::stage::Stage;
use super::{Part, kept};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Case, Measured, Section, Unit};
use crate::report::figures::{grouped, micros};
use crate::server;
use ways::{Spent, Way};

const HAPPENED: &str = include_str!("../../../../sql/engagement/happened.sql");
const HAPPEN: &str = include_str!("../../../../sql/engagement/happen.sql");

/// A view is refreshed every five minutes, a rank column rewritten every ten.
const FIVE: (&str, &[Way]) = (
    "keeping trending fresh for five minutes",
    &[Way::Count, Way::RefreshChanges, Way::RefreshNow],
);
const TEN: (&str, &[Way]) = (
    "keeping trending fresh for ten minutes",
    &[Way::Count, Way::Rewrite],
);

/// In how many batches the events of five minutes are counted: at once, every half minute, every second.
const BATCHES: [i64; 3] = [1, 10, 300];

/// The events that happen again and again.
struct Events {
    stage: Stage,
    /// How many there are in ten minutes.
    count: i64,
    /// Behind which number people are new.
    strangers: i64,
}

impl Events {
    /// People of one pass are numbered behind those of the one before.
    const PEOPLE: i64 = 10_000_000;

    fn find(stage: Stage, client: &mut Client) -> Outcome<Self> {
        client.batch_execute(&stage.sql(HAPPENED))?;
        let count = client
            .query_one("SELECT count(*) FROM happened", &[])?
            .get(0);
        Ok(Self {
            stage,
            count,
            strangers: Part::Fresh.strangers(),
        })
    }

    /// Lets those behind one number and up to another happen.
    fn happen(&self, client: &mut Client, behind: i64, up_to: i64) -> Outcome<()> {
        client.execute(&self.stage.sql(HAPPEN), &[&behind, &up_to, &self.strangers])?;
        self.stage.require_pending(client, up_to - behind)
    }

    /// Lets the first of them happen and be counted: behind VACUUM statements are planned anew, and nobody waits for that.
    /// Answers how many these are.
    fn prime(&mut self, client: &mut Client) -> Outcome<i64> {
        self.strangers += Self::PEOPLE;
        self.happen(client, 0, 1)?;
        Way::Count.run(self.stage, client)?;
        Ok(1)
    }
}

/// Measures one round of each way, and counting in more or fewer batches.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    kept::rank(stage, client)?;
    for view in [kept::VIEW_OF_CHANGES, kept::VIEW_OF_NOW] {
        kept::view(stage, client, view)?;
    }
    server::leave_the_core()?;
    let numbers = stage.numbers(client)?;
    let mut events = Events::find(stage, client)?;
    let five = events.count / 2;
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut pages = 0;
    let mut cases = Vec::new();
    for ((what, ways), count) in [(FIVE, five), (TEN, events.count)] {
        let mut spent: Vec<Vec<Spent>> = vec![Vec::new(); ways.len()];
        let mut order: Vec<usize> = (0..ways.len()).collect();
        for turn in 0..=options.effort.turns {
            let primed = events.prime(client)?;
            events.happen(client, primed, count)?;
            order.shuffle(&mut random);
            for place in &order {
                let once = ways[*place].run(stage, client)?;
                ways[*place].tidy(stage, client)?;
                if turn > 0 {
                    pages += once.pages;
                    spent[*place].push(once);
                }
            }
        }
        let named: Vec<(Way, Vec<Spent>)> = ways.iter().copied().zip(spent).collect();
        cases.extend(cases_of(what, &named));
    }
    for batches in BATCHES {
        let mut spent = Vec::new();
        for _ in 0..options.effort.turns {
            spent.push(in_batches(&mut events, client, five, batches)?);
        }
        pages += spent.iter().map(|once| once.pages).sum::<i64>();
        let found = [(Way::Count, spent)];
        let cases_of = cases_of("counting the events of five minutes, by batches", &found);
        cases.extend(
            cases_of
                .into_iter()
                .map(|case| case.at("batches", batches as f64)),
        );
    }
    Ok(Section {
        title: "Keeping trending fresh".into(),
        text: format!(
            "On average of its week the network has {} events (likes, comments, views) in five minutes, and in ten twice as many; there are {}. These \
             are its last events, which happen once more by new people. Behind them, each way runs once, in random order, and is tidied by VACUUM; its first round does not count. \
             The first event is counted untimed, since behind VACUUM statements are planned anew.\n\n\
             - feed.maintain counts the events, in one call. Reads know of what is pending, so they are exact before and behind it; what capture adds to each \
             insert is told by the section on likes. Who counts more often spends more: see the curve, from once in five minutes to every second.\n\
             - A materialized view makes the score of each post of the last seven days anew. With scores as of a fixed moment, kept as logarithms, it then writes the \
             posts that something happened to; with scores as of now, as it is mostly written, all of them. Trending is as old as its last refresh, and views of posts, \
             which a feed counts, are not in it.\n\
             - A rank column is rewritten for all posts of the week, 1,000 in a transaction, from counters that somebody else keeps in the same row.\n\n\
             Dead rows are those updated or deleted in tables, views and storage. Whole pages in the log, which say that a checkpoint came in between, where bytes say little: {}.",
            grouped(five),
            numbers.told(),
            grouped(pages)
        ),
        cases,
        ..Section::default()
    })
}

/// Counts so many events in so many batches of about equal size; where there are fewer events than batches, in one for each.
fn in_batches(
    events: &mut Events,
    client: &mut Client,
    count: i64,
    batches: i64,
) -> Outcome<Spent> {
    let stage = events.stage;
    stage.settle(client)?;
    let primed = events.prime(client)?;
    let mut spent = Spent::default();
    for batch in 0..batches {
        let edge = |batch: i64| primed + batch * (count - primed) / batches;
        if edge(batch) == edge(batch + 1) {
            continue;
        }
        events.happen(client, edge(batch), edge(batch + 1))?;
        spent = spent.and(Way::Count.run(stage, client)?);
    }
    stage.require_pending(client, 0)?;
    Ok(spent)
}

/// Time, log and dead rows of each way.
fn cases_of(what: &str, found: &[(Way, Vec<Spent>)]) -> Vec<Case> {
    let case = |figure: &str, unit: Unit, of: fn(&Spent) -> f64| {
        let contenders = found.iter().filter_map(|(way, spent)| {
            let turns: Vec<f64> = spent.iter().map(of).collect();
            Measured::of_turns(way.name(), way.role(), &turns)
        });
        Case::new(format!("{what}: {figure}"), unit, contenders.collect())
    };
    vec![
        case("time", Unit::Micros, |spent| micros(&spent.time)),
        case("log", Unit::Bytes, |spent| spent.log as f64),
        case("dead rows", Unit::Number, |spent| spent.dead as f64),
    ]
}
