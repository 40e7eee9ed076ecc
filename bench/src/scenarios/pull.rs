//! First pages without windows: every contender for every viewer, interleaved, kind by kind.

use std::time::Duration;

use postgres::Client;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

use super::deep::{self, Depth};
use super::kind::Kind;
use crate::failure::Outcome;
use crate::generator::graph::{Graph, Size};
use crate::options::Options;
use crate::peers::plans::{self, Plans};
use crate::peers::{Field, agreement};
use crate::{generator, server, subject};

/// A call this slow leaves nothing of the others in the processor's caches.
const SLOW: Duration = Duration::from_millis(5);
/// How often a contender that is always slow is called for one viewer: it has said enough then.
const SLOW_CALLS: usize = 5;
/// It has said enough, too, once its calls for one viewer took this long together.
const SLOW_TOTAL: Duration = Duration::from_secs(1);

/// All that was measured on a graph.
pub struct GraphFigures {
    pub graph: Graph,
    pub size: Size,
    pub kinds: Vec<KindFigures>,
    /// Whether client and server process shared a core.
    pub core: String,
    /// Deep pages; none without the extension.
    pub depth: Option<Depth>,
    /// Whether the pages of each walk were those of one large page.
    pub walks_agree: bool,
}

/// What one kind of viewers gave.
pub struct KindFigures {
    pub kind: Kind,
    pub viewers: Vec<Calls>,
    /// How the planner took the two plain queries.
    pub plans: Vec<Plans>,
}

/// The calls for one viewer, by contender in the order of `Contender::ALL`.
pub struct Calls {
    pub times: Vec<Vec<Duration>>,
}

/// Measures a graph in a session of its own.
pub fn measure(options: &Options, graph: Graph) -> Outcome<GraphFigures> {
    let mut client = server::connect_to(graph)?;
    generator::require(&mut client, graph, options)?;
    if !options.peers_only {
        subject::create(&mut client, graph, options.own)?;
    }
    generator::warm(&mut client)?;
    let core = match options.pinned {
        true => server::share_a_core(&mut client)?,
        false => "not shared, as asked".into(),
    };
    let size = graph.size(options.scale);
    let mut random = StdRng::seed_from_u64(options.seed);
    let mut kinds = Vec::new();
    for kind in &options.kinds {
        eprintln!("{}: {} ({})", graph.schema(), kind.name(), kind.meaning());
        let viewers = kind.viewers(&mut client, size.users, options.viewers, options.seed)?;
        let figures = measure_kind(&mut client, options, *kind, &viewers, size, &mut random);
        kinds.push(figures.map_err(|failure| {
            failure.while_doing(&format!("{}, {}", graph.schema(), kind.name()))
        })?);
    }
    let depth = match options.peers_only {
        true => None,
        false => Some(deep::measure(&mut client, options, size, &mut random)?),
    };
    let walks_agree = depth
        .as_ref()
        .is_none_or(|depth| depth.disagreeing.is_empty());
    Ok(GraphFigures {
        graph,
        size,
        kinds,
        core,
        depth,
        walks_agree,
    })
}

fn measure_kind(
    client: &mut Client,
    options: &Options,
    kind: Kind,
    viewers: &[i64],
    size: Size,
    random: &mut StdRng,
) -> Outcome<KindFigures> {
    let field = Field::prepare(client, options)?;
    agreement::require(client, &field, viewers)?;
    let mut calls: Vec<Calls> = viewers
        .iter()
        .map(|_| Calls {
            times: vec![Vec::with_capacity(options.rounds); field.len()],
        })
        .collect();
    let mut turns: Vec<usize> = (0..viewers.len()).collect();
    let mut order: Vec<usize> = (0..field.len()).collect();
    let mut after_slow = false;
    for _ in 0..options.rounds {
        turns.shuffle(random);
        for turn in &turns {
            order.shuffle(random);
            for place in &order {
                let known = &mut calls[*turn].times[*place];
                if has_said_enough(known) {
                    continue;
                }
                // Behind a slow call each contender first runs untimed for somebody else: it is to meet its own code
                // and the upper pages of its indexes in the caches, not this viewer's rows.
                if after_slow && !is_slow(known) {
                    let other = viewers[random.random_range(0..viewers.len())];
                    field.call(client, *place, other, random.random_range(1..=size.posts))?;
                }
                let post = random.random_range(1..=size.posts);
                let (taken, _) = field.call(client, *place, viewers[*turn], post)?;
                after_slow = taken > SLOW;
                known.push(taken);
            }
        }
    }
    let plans = plans::look(client, &field, viewers)?;
    Ok(KindFigures {
        kind,
        viewers: calls,
        plans,
    })
}

fn is_slow(times: &[Duration]) -> bool {
    times.iter().min().is_some_and(|fastest| *fastest > SLOW)
}

fn has_said_enough(times: &[Duration]) -> bool {
    is_slow(times) && (times.len() >= SLOW_CALLS || times.iter().sum::<Duration>() >= SLOW_TOTAL)
}
