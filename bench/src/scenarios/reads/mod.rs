//! The other reads, with everything attached: each against plain SQL that keeps the same rules, and a row by primary key.

mod agreement;
mod asked;
mod read;

use std::time::Duration;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Case, Measured, Role, Section, Unit};
use crate::scenarios::attached::stage::Stage;
use crate::scenarios::contest::{self, Contender};
use crate::server;
use asked::Asked;
use read::{READS, Read};

const SESSION: &str = include_str!("../../../sql/reads/session.sql");
const ROW: &str = include_str!("../../../sql/peers/row.sql");
const FLOOR: &str = "one row by primary key";

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    client.batch_execute(SESSION)?;
    let asked = Asked::find(stage, client, options)?;
    stage.require_warm(client, &asked.warm)?;
    let last = stage.numbers(client)?.last;
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut cases = Vec::new();
    for read in &READS {
        let Some(about) = asked.about(read.about) else {
            continue;
        };
        eprintln!("reads: {} ({} asked about)", read.what, about.len());
        agreement::require(stage, client, read, about)?;
        let mut contenders = vec![Contender::Statement(
            client.prepare(ROW)?,
            (1..=last).collect(),
        )];
        for way in read.ways {
            let statement = client.prepare(&stage.sql(way.sql))?;
            contenders.push(Contender::Statement(statement, about.to_vec()));
        }
        let rounds = options.effort.reads;
        let times = contest::run(client, &mut contenders, rounds, &mut random)?;
        cases.push(case(read, &times));
    }
    stage.require_warm(client, &asked.warm)?;
    Ok(Section {
        scenario: "reads".into(),
        network: stage.network.name().into(),
        title: "Other reads, with everything attached".into(),
        text: format!(
            "Groups, accounts, blocks in both directions and all signals are attached. Plain SQL keeps the same rules, but for looking \
             whether authors are there: before timing, everybody gave the same rows in the same order. A page is 20 posts. A call is about one \
             of up to a hundred accounts, in random order. Viewers random, warm have a window, the others have none. Who comes back asks \
             from the thirtieth post of a timeline on. Slower than 5 ms, a contender is called ten times. Core: {core}."
        ),
        cases,
        ..Section::default()
    })
}

fn case(read: &Read, times: &[Vec<Duration>]) -> Case {
    let ways = read.ways.iter().map(|way| (way.name, way.role));
    let named = [(FLOOR, Role::Floor)].into_iter().chain(ways).zip(times);
    let contenders = named.filter_map(|((name, role), times)| Measured::timed(name, role, times));
    Case::new(read.what, Unit::Micros, contenders.collect())
}
