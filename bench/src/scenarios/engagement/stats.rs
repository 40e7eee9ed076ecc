//! The numbers of one post, with nothing and with much pending, against a row by primary key and counting by index.

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::stage::{Aim, SIGNALS, Stage};
use super::trending::told;
use super::STRANGERS;
use crate::failure::Outcome;
use crate::options::Options;
use crate::report::figures::{grouped, ratio, written};
use crate::report::table;
use crate::scenarios::contest::{self, Contender};
use crate::scenarios::section::{Section, counted};
use crate::scenarios::windows::ids;
use crate::server;

const ROW: &str = include_str!("../../../sql/engagement/row.sql");
const STATS: &str = include_str!("../../../sql/engagement/stats.sql");
const COUNT: &str = include_str!("../../../sql/engagement/count.sql");
const MOST_LIKED: &str = include_str!("../../../sql/engagement/most_liked.sql");
const LIKED: &str = include_str!("../../../sql/engagement/liked.sql");

/// How many posts of each kind are asked about in turn.
const POSTS: i64 = 100;

/// Of which posts likes are pending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Nobody,
    Others,
    ThatPost,
}

/// Measures each state; nothing is counted meanwhile.
pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    stage.set_up_engaged(client, options)?;
    let core = server::core(client, options.pinned)?;
    let numbers = stage.numbers(client)?;
    let last = stage.last(client)?;
    let recent = ids(client, &stage.sql(LIKED), &[&POSTS])?;
    let popular = ids(client, &stage.sql(MOST_LIKED), &[&POSTS])?;
    let most = popular[..1].to_vec();
    let old = numbers.posts - numbers.recent;
    let backlog = options.effort.backlog;
    // Nobody asks about posts that are older than a week.
    let on_others = Aim {
        posts: old,
        up_to: old,
        exponent: 1.0,
        hours: 1.0,
    };
    let on_that_post = Aim {
        posts: 1,
        up_to: most[0],
        ..on_others
    };
    let states = [
        (Of::Nobody, 0, on_others, "posts of the week", &recent),
        (Of::Nobody, 0, on_others, "the most liked", &popular),
        (Of::Others, backlog, on_others, "posts of the week", &recent),
        (Of::Others, backlog, on_others, "the most liked", &popular),
        (Of::ThatPost, backlog, on_that_post, "that post", &most),
    ];
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut people = STRANGERS;
    let mut rows = Vec::new();
    let mut summary = Vec::new();
    for (of, pending, aim, name, posts) in states {
        eprintln!("engagement: {pending} pending likes, {name}");
        stage.settle(client)?;
        people = stage.like(client, pending, aim, people)?;
        client.batch_execute("VACUUM (ANALYZE) likes")?;
        stage.require_pending(client, pending)?;
        for post in posts {
            stage.require_counted(client, SIGNALS[0], *post)?;
        }
        let contenders = [
            Contender::with_keys(stage.prepare(client, ROW)?, (1..=last).collect()),
            Contender::with_keys(stage.prepare(client, STATS)?, posts.clone()),
            Contender::with_keys(stage.prepare(client, COUNT)?, posts.clone()),
        ];
        let spreads = contest::run(client, &contenders, options.effort.rounds, &mut random)?;
        stage.require_pending(client, pending)?;
        let [row, stats, count] = [spreads[0], spreads[1], spreads[2]];
        let which = match of {
            Of::Nobody => "none".to_owned(),
            Of::Others => format!("{} of other posts", grouped(pending)),
            Of::ThatPost => format!("{} of that post", grouped(pending)),
        };
        let mut cells = vec![format!("{name}, pending: {which}"), counted(stats.calls)];
        for spread in [stats, row, count] {
            cells.push(written(spread.p50));
            cells.push(written(spread.p99));
        }
        cells.push(written(ratio(stats.p50, row.p50)));
        cells.push(written(ratio(stats.p50, count.p50)));
        rows.push(cells);
        for (peer, spread) in [
            ("a row by primary key", row),
            ("count(*) of likes by index", count),
        ] {
            summary.push([
                format!("post_stats of one, {name}, pending: {which}: p50"),
                written(stats.p50),
                peer.into(),
                written(spread.p50),
                written(ratio(stats.p50, spread.p50)),
            ]);
        }
    }
    let head = [
        "the numbers of",
        "calls",
        "post_stats p50",
        "p99",
        "a row by primary key p50",
        "p99",
        "count(*) p50",
        "p99",
        "to a row",
        "to count(*)",
    ];
    Ok(Section {
        title: format!("The numbers of one post, {}", stage.network.name()),
        summary,
        text: format!(
            "Core: {core}. At first {}. A call asks about one of {POSTS} posts of the last week, of the {POSTS} most liked, or about the most liked \
             one. post_stats tells the counts of {} signals, what they are worth and how that decays; count(*) tells how many likes \
             there are. Before timing, both told as many likes of each of these posts.\n\n{}",
            told(numbers),
            SIGNALS.len(),
            table(&head, &rows)
        ),
    })
}
