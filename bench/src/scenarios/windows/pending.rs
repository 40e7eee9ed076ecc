//! A warm page while more and more is pending and nothing maintains, against the pull.

use std::time::{Duration, Instant};

use postgres::{Client, Statement};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::Part;
use super::stage::{Stage, Which, ids};
use crate::failure::{Failure, Outcome};
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::grouped;
use crate::scenarios::kind::Kind;
use crate::server;

const ROW: &str = include_str!("../../../sql/peers/row.sql");
const PAGE: &str = include_str!("../../../sql/windows/page.sql");
const STRANGERS: &str = include_str!("../../../sql/windows/strangers.sql");
const FOLLOWEES: &str = include_str!("../../../sql/windows/followees.sql");

/// Rounds before those that count.
const WARM_UP: usize = 10;
/// Among how many authors pending posts are shared out.
const AUTHORS: i64 = 1_000;
/// How much is pending; the most that the effort asks for comes behind these.
const LEVELS: [i64; 6] = [0, 30, 100, 300, 1_000, 10_000];
/// The most that is pending by followees.
const MOST_BY_FOLLOWEES: i64 = 1_000;

const OURS: &str = "timeline_for";
const PULL: &str = "timeline_for, no window";
/// A page against the pull while so much is pending.
const TO_PULL: Bound = Bound::AtMost(1.5);
const AIMED_AT: i64 = 1_000;

/// Who is called, and for whom.
struct Field {
    stage: Stage,
    viewers: Vec<i64>,
    rounds: usize,
    /// Names, roles and statements; the first two must give the same page.
    contenders: [(&'static str, Role, Statement); 3],
}

/// Measures each number of pending rows; the largest comes last, since nobody applies it.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    stage.create(client, Which::Cold)?;
    let core = server::core(client, options.pinned)?;
    let users = stage.network.size().users;
    let viewers = Kind::Random.viewers(client, users, options.effort.viewers, options.seed)?;
    stage.warm(client, &viewers)?;
    let strangers = ids(client, STRANGERS, &[&viewers, &AUTHORS])?;
    let followees = ids(client, FOLLOWEES, &[&viewers, &AUTHORS])?;
    if strangers.is_empty() || followees.is_empty() {
        return Err(Failure::said(
            "everybody is followed by one of the viewers, or nobody is: take fewer viewers",
        ));
    }
    let text = format!(
        "{} random viewers with windows. Nothing was applied meanwhile, and each page was the pull's before it was timed: that of \
         a feed without windows on the same tables. The posts behind the pending rows are there for the pull, too. They are by \
         authors whom at least one of the viewers follows, or by {} whom none of them does. Beyond some hundreds of pending rows \
         a warm viewer's read is a pull. Core: {core}.",
        viewers.len(),
        grouped(strangers.len() as i64),
    );
    let field = Field {
        stage,
        viewers,
        rounds: options.effort.short_rounds,
        contenders: [
            (OURS, Role::Ours, stage.prepare(client, Which::Warm, PAGE)?),
            (PULL, Role::Ours, stage.prepare(client, Which::Cold, PAGE)?),
            (
                "one row by primary key",
                Role::Floor,
                stage.prepare(client, Which::Warm, ROW)?,
            ),
        ],
    };
    let mut random = StdRng::seed_from_u64(options.seed);
    let most = options.effort.backlog;
    let by_followees = most.min(MOST_BY_FOLLOWEES);
    let mut cases = field.curve(client, "followees", &followees, by_followees, &mut random)?;
    cases.extend(field.curve(client, "strangers", &strangers, most, &mut random)?);
    Ok(Part::Pending.section(stage.network, text, cases))
}

impl Field {
    /// A case for each level up to the most; posts are by the authors given.
    fn curve(
        &self,
        client: &mut Client,
        by: &str,
        authors: &[i64],
        most: i64,
        random: &mut StdRng,
    ) -> Outcome<Vec<Case>> {
        self.stage.settle(client)?;
        let mut levels: Vec<i64> = LEVELS.into_iter().filter(|level| *level < most).collect();
        levels.push(most);
        let mut before = 0;
        let mut cases = Vec::new();
        for level in levels {
            eprintln!("windows: {level} pending rows by {by}");
            self.stage.insert(client, level - before, authors)?;
            before = level;
            client.batch_execute("VACUUM (ANALYZE) posts")?;
            let times = self.level(client, level, random)?;
            let contenders = self.contenders.iter().zip(&times);
            let contenders = contenders
                .filter_map(|((name, role, _), times)| Measured::timed(*name, *role, times));
            let mut case = Case::new(
                format!("a page of 20, pending posts by {by}"),
                Unit::Micros,
                contenders.collect(),
            )
            .at("pending rows", level as f64);
            if level == AIMED_AT {
                case = case.aiming(Aim::ratio(OURS, PULL, TO_PULL));
            }
            cases.push(case);
        }
        Ok(cases)
    }

    /// Everybody in turns, with so much pending.
    fn level(
        &self,
        client: &mut Client,
        pending: i64,
        random: &mut StdRng,
    ) -> Outcome<[Vec<Duration>; 3]> {
        self.require(client, pending)?;
        self.agree(client)?;
        let mut times: [Vec<Duration>; 3] = Default::default();
        let mut turns = self.viewers.clone();
        let mut order = [0, 1, 2];
        let posts = self.stage.last(client)?;
        for round in 0..WARM_UP + self.rounds {
            turns.shuffle(random);
            for viewer in &turns {
                order.shuffle(random);
                for place in order {
                    let (_, role, statement) = &self.contenders[place];
                    let key = match role {
                        Role::Floor => random.random_range(1..=posts),
                        _ => *viewer,
                    };
                    let started = Instant::now();
                    client.query(statement, &[&key])?;
                    let taken = started.elapsed();
                    if round >= WARM_UP {
                        times[place].push(taken);
                    }
                }
            }
        }
        self.require(client, pending)?;
        Ok(times)
    }

    /// Stops with a sentence where somebody is not as warm or cold, or not as much pending, as is measured.
    fn require(&self, client: &mut Client, pending: i64) -> Outcome<()> {
        self.stage.require_warm(client, &self.viewers)?;
        self.stage.require_cold(client, &self.viewers)?;
        self.stage.require_pending(client, pending)
    }

    /// Stops with a sentence where a warm page is not the pull's.
    fn agree(&self, client: &mut Client) -> Outcome<()> {
        for viewer in &self.viewers {
            let mut page = |place: usize| -> Outcome<Vec<i64>> {
                let rows = client.query(&self.contenders[place].2, &[viewer])?;
                Ok(rows.iter().map(|row| row.get(0)).collect())
            };
            let (warm, pull) = (page(0)?, page(1)?);
            if warm != pull {
                return Err(Failure::said(format!(
                    "different pages for viewer {viewer}: warm {warm:?}, pull {pull:?}"
                )));
            }
        }
        Ok(())
    }
}
