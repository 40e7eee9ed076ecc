//! A page of 20 from a window, in turns with what else gives one: the pull, a fan-out table and Redis; and with a row by
//! primary key.

mod agreement;
mod contender;
mod field;
mod sessions;

use std::time::Duration;

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Part;
use super::stage::{Stage, Which};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Section, Unit};
use crate::scenarios::kind::Kind;
use crate::server;
use contender::Contender;
use field::Field;
use sessions::Sessions;

/// A page against a row by primary key.
const TO_ROW: Bound = Bound::AtMost(3.0);
/// A page against Redis over the same kind of socket.
const TO_REDIS: Bound = Bound::AtMost(1.0);
/// The p99 of a kind against its median.
const STEADY: Bound = Bound::AtMost(4.0);

const TEXT: &str = "\
A page is 20 posts, fetched in full. Every viewer had a window, and nothing was pending. Before timing, everybody returned the same \
posts in the same order for every viewer (Redis: posts of the same times, since it orders equal times in its own way). \
`timeline_for` returns the columns that the peers have: post, author, time. Without a window it is the pull, in another feed on the \
same tables. The fan-out table is what apps keep by themselves, a row for each follower and post, read by its covering index, as the rows of windows are; it and \
Redis hold the newest 400 posts of the viewers measured, and nobody else's. What they give is unverified: whether a post may still \
be shown, somebody has yet to find out, and of Redis to fetch the posts as well. TCP is that of this machine, without TLS. Where the \
p99 of a row by primary key is far from its median, something else ran, and no p99 here means much.";

/// Measures all kinds of viewers.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    stage.create(client, Which::Cold)?;
    stage.create_fan_out_table(client)?;
    let core = server::core(client, options.pinned)?;
    let (sessions, told) = Sessions::open(client, stage, options)?;
    let mut text = format!("{TEXT} Core: {core}. {told}\n\n");
    let mut field = Field::new(client, stage, sessions)?;
    let mut random = StdRng::seed_from_u64(options.seed);
    let users = stage.network.size().users;
    let mut cases = Vec::new();
    for kind in Kind::ALL {
        let viewers = kind.viewers(client, users, options.effort.viewers, options.seed)?;
        stage.warm(client, &viewers)?;
        field.prepare(client, stage)?;
        agreement::fill(client, stage, &mut field, &viewers)?;
        agreement::require(client, stage, &mut field, &viewers)?;
        check(stage, client, &viewers)?;
        let times = field.run(client, &viewers, options.effort.short_rounds, &mut random)?;
        let left_out = check(stage, client, &viewers)?;
        cases.push(case(kind, &field, &times));
        text.push_str(&format!(
            "- {}: {} ({} viewers; authors whose posts the median window leaves out, to be pulled: {left_out})\n",
            kind.name(),
            kind.meaning(),
            viewers.len(),
        ));
    }
    Ok(Part::Page.section(stage.network, text, cases))
}

/// Everybody is warm in one feed and cold in the other, and nothing is pending. Answers as [`Stage::require_warm`] does.
fn check(stage: Stage, client: &mut Client, viewers: &[i64]) -> Outcome<i64> {
    stage.require_cold(client, viewers)?;
    stage.require_pending(client, 0)?;
    stage.require_warm(client, viewers)
}

fn case(kind: Kind, field: &Field, times: &[Vec<Duration>]) -> Case {
    let contenders = field.ready.iter().zip(times);
    let contenders = contenders.filter_map(|((contender, _), times)| {
        Measured::timed(contender.name(), contender.role(), times)
    });
    let [ours, ours_by_tcp, row, redis, redis_by_tcp] = [
        Contender::Warm,
        Contender::WarmByTcp,
        Contender::Row,
        Contender::Redis,
        Contender::RedisByTcp,
    ]
    .map(Contender::name);
    Case::new(
        format!("a page of 20, viewers {}", kind.name()),
        Unit::Micros,
        contenders.collect(),
    )
    .aiming(Aim::ratio(ours, row, TO_ROW))
    .aiming(Aim::ratio(ours, ours, STEADY).of_p99())
    .aiming(Aim::ratio(ours, redis, TO_REDIS))
    .aiming(Aim::ratio(ours_by_tcp, redis_by_tcp, TO_REDIS))
}
