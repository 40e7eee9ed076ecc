//! A page of ten suggestions: the extension, SQL, and counting alone, in turns.

use std::time::{Duration, Instant};

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::contest::{Contender, Field, METHODS, written};
use super::pure::Lists;
use super::stage::Stage;
use crate::failure::Outcome;
use crate::graph::Method;
use crate::network::Network;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::{grouped, median};
use crate::scenarios::kind::Kind;
use crate::server;

/// Whose pages are read.
const KINDS: [Kind; 3] = [Kind::Random, Kind::Many, Kind::Nobody];
/// Rounds before those that count; SQL, which the agreement has called already, is in none of them.
const WARM_UP: usize = 2;
/// SQL that takes seconds has said enough of a kind of viewers after so long, and after a few calls.
const SQL_TOTAL: Duration = Duration::from_secs(12);
const SQL_CALLS: usize = 3;
/// Pages are compared for so long, for a few viewers at least.
const COMPARED_TOTAL: Duration = Duration::from_secs(10);
const COMPARED_VIEWERS: usize = 2;

/// Microseconds of a page where everybody follows thousands, and elsewhere.
const DENSE_PAGE: Bound = Bound::AtMost(10_000.0);
const PAGE: Bound = Bound::AtMost(2_000.0);
/// Over two hops in SQL where these lead over millions of follows, and over counting alone.
const DENSE_TO_SQL: Bound = Bound::AtMost(0.005);
const TO_ALONE: Bound = Bound::AtMost(3.0);

/// What was found for the viewers of one kind.
struct Found {
    kind: Kind,
    /// By viewer, then by contender in the order of [`Contender::ALL`].
    times: Vec<Vec<Vec<Duration>>>,
    /// Follows over which two hops lead, for each viewer.
    follows: Vec<f64>,
}

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let core = server::core(client, options.pinned)?;
    let accounts = stage.packing(client)?.accounts;
    let users = stage.network.size().users;
    let mut random = StdRng::seed_from_u64(options.seed);
    let (mut cases, mut kinds) = (Vec::new(), String::new());
    for kind in KINDS {
        let viewers = kind.viewers(client, users, options.effort.viewers, options.seed)?;
        let field = Field::prepare(client, stage, kind)?;
        let compared = compare(client, &field, &viewers)?;
        let lists = viewers
            .iter()
            .map(|viewer| Lists::of(stage, client, *viewer, accounts))
            .collect::<Outcome<Vec<_>>>()?;
        let rounds = options.effort.rounds;
        let found = of_kind(client, &field, kind, &viewers, &lists, rounds, &mut random)?;
        kinds.push_str(&format!(
            "\n- {}: {} viewers, {} follows in between for the median one; pages compared for {compared}",
            kind.name(),
            viewers.len(),
            grouped(median(&found.follows).unwrap_or_default() as i64)
        ));
        cases.extend(METHODS.map(|method| found.case(stage.network, method)));
    }
    server::leave_the_core()?;
    Ok(Section {
        title: "Whom to follow".into(),
        text: format!(
            "Pages of ten, warm, one session, prepared statements; core: {core}. Before timing, suggest_for and SQL gave the same accounts \
             with the same scores. SQL is two hops over the table of follows; for who follows nobody, a count of everybody's followers. \
             Counting alone is the code that suggest_for runs, over the same packed lists in this program's memory: what is left when \
             nothing has to be read.\n{kinds}\n"
        ),
        cases,
        ..Section::default()
    })
}

/// Stops where pages differ; answers for how many viewers they were compared.
fn compare(client: &mut Client, field: &Field, viewers: &[i64]) -> Outcome<usize> {
    let started = Instant::now();
    let mut compared = 0;
    for viewer in viewers {
        if compared >= COMPARED_VIEWERS && started.elapsed() > COMPARED_TOTAL {
            break;
        }
        field.require_agreement(client, *viewer)?;
        compared += 1;
    }
    Ok(compared)
}

fn of_kind(
    client: &mut Client,
    field: &Field,
    kind: Kind,
    viewers: &[i64],
    lists: &[Lists],
    rounds: usize,
    random: &mut StdRng,
) -> Outcome<Found> {
    let mut times = vec![vec![Vec::new(); Contender::ALL.len()]; viewers.len()];
    let mut spent = [Duration::ZERO; Contender::ALL.len()];
    let mut calls = [0; Contender::ALL.len()];
    let mut turns: Vec<usize> = (0..viewers.len()).collect();
    let mut order: Vec<usize> = (0..Contender::ALL.len()).collect();
    for round in 0..WARM_UP + rounds {
        turns.shuffle(random);
        for turn in &turns {
            order.shuffle(random);
            for place in &order {
                let contender = Contender::ALL[*place];
                let has_said_enough = calls[*place] >= SQL_CALLS && spent[*place] > SQL_TOTAL;
                if contender.is_sql() && (round < WARM_UP || has_said_enough) {
                    continue;
                }
                let taken = field.call(client, contender, viewers[*turn], &lists[*turn])?;
                if let Some(taken) = taken.filter(|_| round >= WARM_UP) {
                    times[*turn][*place].push(taken);
                    spent[*place] += taken;
                    calls[*place] += 1;
                }
            }
        }
    }
    Ok(Found {
        kind,
        times,
        follows: lists.iter().map(|lists| lists.follows() as f64).collect(),
    })
}

impl Found {
    fn case(&self, network: Network, method: Method) -> Case {
        let everybody = Contender::ALL.iter().enumerate();
        let mut contenders: Vec<Measured> = everybody
            .filter(|(_, contender)| contender.is_of(method))
            .filter_map(|(place, contender)| {
                let times = self.times.iter().map(|viewer| viewer[place].as_slice());
                Measured::of_rounds(contender.name(self.kind), contender.role(), times)
            })
            .collect();
        contenders.sort_by_key(|found| found.role != Role::Ours);
        let what = format!(
            "ten suggestions by {}, viewers {}",
            written(method),
            self.kind.name()
        );
        let name = |contender: Contender| contender.name(self.kind);
        let ours = name(Contender::Suggest(method));
        let page = match network {
            Network::Dense => DENSE_PAGE,
            _ => PAGE,
        };
        let mut case = Case::new(what, Unit::Micros, contenders).aiming(Aim::figure(ours, page));
        if self.kind != Kind::Nobody {
            if network == Network::Dense {
                let sql = name(Contender::Sql(method));
                case = case.aiming(Aim::ratio(ours, sql, DENSE_TO_SQL));
            }
            let alone = name(Contender::Alone(method));
            case = case.aiming(Aim::ratio(ours, alone, TO_ALONE));
        }
        case
    }
}
