//! The numbers of one post, with nothing and with much pending, against a row by primary key and counting by index.

use postgres::Client;
use rand::SeedableRng;
use rand::rngs::StdRng;

use super::Part;
use super::stage::{Aim as On, SIGNALS, Stage};
use super::trending::{ROW, growth};
use crate::failure::Outcome;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::scenarios::contest::{self, Contender};
use crate::server;

const STATS: &str = include_str!("../../../sql/engagement/stats.sql");
const COUNT: &str = include_str!("../../../sql/engagement/count.sql");
const MOST_LIKED: &str = include_str!("../../../sql/engagement/most_liked.sql");
const LIKED: &str = include_str!("../../../sql/engagement/liked.sql");

/// How many posts of each kind are asked about in turn.
const POSTS: i64 = 100;

const OURS: &str = "post_stats";
const FLOOR: &str = "a row by primary key";
const READERS: [(&str, Role, &str); 3] = [
    (OURS, Role::Ours, STATS),
    (FLOOR, Role::Floor, ROW),
    ("count(*) of likes by index", Role::Peer, COUNT),
];
const TO_ROW: Bound = Bound::AtMost(3.0);

/// Posts that are asked about.
#[derive(Clone)]
struct Asked {
    stage: Stage,
    posts: Vec<i64>,
    /// All posts there are, for a row by primary key.
    all: Vec<i64>,
}

impl Asked {
    fn find(client: &mut Client, stage: Stage, template: &str) -> Outcome<Self> {
        Ok(Self {
            stage,
            posts: stage.ids(client, template, &[&POSTS])?,
            all: stage.posts(client)?,
        })
    }
}

/// Measures the growth with nothing pending, then what pending likes add; nothing is counted meanwhile.
pub fn measure(stages: [Stage; 2], client: &mut Client, options: &Options) -> Outcome<Section> {
    let stage = stages[0];
    let core = server::core(client, options.pinned)?;
    let numbers = stage.numbers(client)?;
    let week = Asked::find(client, stage, LIKED)?;
    let week_of_tenth = Asked::find(client, stages[1], LIKED)?;
    let popular = Asked::find(client, stage, MOST_LIKED)?;
    let most = Asked {
        posts: popular.posts.iter().take(1).copied().collect(),
        ..popular.clone()
    };
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut cases = Vec::new();
    let of_one = "post_stats of one";
    let asked = [&week, &week_of_tenth];
    let found = contest(client, options, &asked, &mut random)?;
    for (asked, contenders) in asked.iter().zip(&found) {
        let case = case(of_one, contenders.clone());
        cases.push(case.at("posts", asked.all.len() as f64));
    }
    if let [all, tenth] = found.as_slice()
        && let (Some(all), Some(tenth)) = (all.first(), tenth.first())
    {
        cases.push(growth(of_one, all, tenth));
    }

    // Nobody asks about posts that are older than a week.
    let old = numbers.posts - numbers.recent;
    let on_others = On {
        posts: old,
        up_to: old,
        exponent: 1.0,
        hours: 1.0,
    };
    let on_that_post = On {
        posts: 1,
        up_to: most.posts.first().copied().unwrap_or(old),
        ..on_others
    };
    let others: &[(&str, &Asked)] = &[
        (
            "post_stats of one of the week, likes of others pending",
            &week,
        ),
        (
            "post_stats of one of the most liked, likes of others pending",
            &popular,
        ),
    ];
    let that_post: &[(&str, &Asked)] = &[("post_stats of one, its own likes pending", &most)];
    let backlog = options.effort.backlog;
    let mut people = Part::Stats.strangers();
    for (pending, on, asked) in [
        (0, on_others, others),
        (backlog, on_others, others),
        (backlog, on_that_post, that_post),
    ] {
        eprintln!("engagement.stats: {pending} pending likes");
        stage.settle(client)?;
        people = stage.like(client, pending, on, people)?;
        client.batch_execute("VACUUM (ANALYZE) likes")?;
        stage.require_pending(client, pending)?;
        for (what, posts) in asked {
            for contenders in contest(client, options, &[posts], &mut random)? {
                cases.push(case(what, contenders).at("pending likes", pending as f64));
            }
        }
        stage.require_pending(client, pending)?;
    }
    Ok(Section {
        title: "The numbers of one post".into(),
        text: format!(
            "Core: {core}. At first {}. A call asks about one of {POSTS} posts of the last week, of the {POSTS} most liked, or about the most \
             liked one. post_stats tells the counts of {} signals, what they are worth and how that decays; count(*) tells how many likes \
             there are. Before timing, both told as many likes of each of these posts.",
            numbers.told(),
            SIGNALS.len(),
        ),
        cases,
        ..Section::default()
    })
}

fn case(what: &str, contenders: Vec<Measured>) -> Case {
    Case::new(what, Unit::Micros, contenders).aiming(Aim::ratio(OURS, FLOOR, TO_ROW))
}

/// Everybody in turns about all of these posts, each once they tell the same; for each kind of posts what its readers took.
fn contest(
    client: &mut Client,
    options: &Options,
    asked: &[&Asked],
    random: &mut StdRng,
) -> Outcome<Vec<Vec<Measured>>> {
    let mut contenders = Vec::new();
    for Asked { stage, posts, all } in asked {
        for post in posts {
            stage.require_counted(client, SIGNALS[0], *post)?;
        }
        for (_, role, template) in READERS {
            let keys = match role {
                Role::Floor => all.clone(),
                _ => posts.clone(),
            };
            contenders.push(Contender::Statement(stage.prepare(client, template)?, keys));
        }
    }
    let times = contest::run(client, &mut contenders, options.effort.reads, random)?;
    Ok(times
        .chunks(READERS.len())
        .map(|times| {
            let found = READERS.iter().zip(times);
            found
                .filter_map(|((name, role, _), times)| Measured::timed(*name, *role, times))
                .collect()
        })
        .collect())
}
