//! The command line: what to run, on which graphs, how large and how often.

use crate::failure::{Failure, Outcome};
use crate::generator::graph::Graph;
use crate::scenarios::kind::Kind;
use crate::scenarios::{engagement, ranked, windows};

pub const USAGE: &str = "\
usage: cargo run --release -p bench -- [generate|pull|windows|engagement|ranked|suggest|all] [options]

  generate             make the two graphs in the server, unless they are there
  pull                 measure timeline_for without windows against plain SQL
  windows              measure materialized windows: pages, writes, maintenance, lag
  engagement           measure signals and trending: likes, counting, trending posts, the numbers of a post
  ranked               measure ranked pages: against plain SQL, how many statements, under load
  suggest              measure suggestions: against two hops in SQL and counting alone, what packed lists cost
  all                  generate and pull (the default)

  --graph NAME         dense, sparse or both (default: both; engagement is measured on the first)
  --scale FACTOR       size of the graphs, 0.01 to 10 (default: 1)
  --seed NUMBER        of data and of the order of calls (default: 1)
  --kinds LIST         kinds of viewers, by commas (default: all of them; of ranked random, many, none)
  --viewers NUMBER     viewers of each kind at most (default: 100, of ranked 50)
  --rounds NUMBER      calls of each contender for each viewer (default: 20, of windows and engagement 200)
  --own                the viewer's own posts too, in every contender
  --columns WHICH      keys: id, author and time from every contender (default); all: every column of timeline_for,
                       with reasons and cursors; bodies: all, and from every contender the posts' bodies
  --peers-only         leave the extension out
  --unpinned           do not put client and server process on one core
  --parts LIST         of windows: page, insert, fanout, trim, lag, pending, by commas (default: all of them);
                       of engagement: likes, fold, trending, pending, stats; of ranked: page, statements, load
  --inserts NUMBER     of insert: posts by each author into either table (default: 20000); of likes: by one client
  --windows NUMBER     of lag: how many viewers are warm (default: 10000)
  --seconds NUMBER     of lag: how long (default: 60); of likes: how long each contender has (default: 10); of load: how
                       long each run takes (default: 30)
  --rate NUMBER        of lag: posts a second (default: 100); of load: pages a second (default: 1000)
  --readers NUMBER     of ranked: how many accounts have habits, and are warm under load (default: 2000)
  --keep               of ranked: leave the copies for the next run, which takes those of the last twelve hours
  --clients NUMBER     of likes: how many at once (default: 16)
  --turns NUMBER       of likes and fold: of each contender (default: 3)
  --events NUMBER      of fold: likes of the larger batches (default: 100000)
  --backlog NUMBER     of pending and stats: the most rows (default: 1000000, of engagement 100000)
  --save               keep the report under bench/results/

The server is named by PG_FEED_BENCH_DSN, libpq keywords of a superuser, such as
PG_FEED_BENCH_DSN='host=/tmp port=5432 user=postgres dbname=bench'
";

/// Calls of each contender for each viewer. Warm pages and trending are short, and their p99 is to mean something.
const ROUNDS: usize = 20;
const ROUNDS_OF_PARTS: usize = 200;
/// Viewers of each kind, and whose ranked pages are read: these take milliseconds, and plain SQL tens of them.
const VIEWERS: usize = 100;
const VIEWERS_OF_RANKED: usize = 50;
const KINDS_OF_RANKED: [Kind; 3] = [Kind::Random, Kind::Many, Kind::Nobody];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Help,
    Generate,
    Pull,
    Windows,
    Engagement,
    Ranked,
    Suggest,
    All,
}

#[derive(Debug, Clone)]
pub struct Options {
    pub command: Command,
    pub graphs: Vec<Graph>,
    pub scale: f64,
    pub seed: u64,
    pub kinds: Vec<Kind>,
    pub viewers: usize,
    pub rounds: usize,
    pub own: bool,
    pub columns: Columns,
    pub peers_only: bool,
    pub pinned: bool,
    pub save: bool,
    /// What these scenarios need to know besides.
    pub windows: windows::Amounts,
    pub engagement: engagement::Amounts,
    pub ranked: ranked::Amounts,
}

/// What is fetched of each post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// Its keys and time, from every contender.
    Keys,
    /// Every column that `timeline_for` has; the peers have no more than keys.
    All,
    /// The same, and the post's body from every contender.
    Bodies,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            command: Command::All,
            graphs: Graph::ALL.to_vec(),
            scale: 1.0,
            seed: 1,
            kinds: Kind::ALL.to_vec(),
            viewers: VIEWERS,
            rounds: ROUNDS,
            own: false,
            columns: Columns::Keys,
            peers_only: false,
            pinned: true,
            save: false,
            windows: windows::Amounts::default(),
            engagement: engagement::Amounts::default(),
            ranked: ranked::Amounts::default(),
        }
    }
}

impl Options {
    pub fn parse(arguments: impl Iterator<Item = String>) -> Outcome<Self> {
        let mut options = Self::default();
        let mut arguments = arguments;
        let (mut rounds, mut parts, mut chosen, mut viewers) = (None, None, None, None);
        while let Some(argument) = arguments.next() {
            let mut value = || {
                arguments
                    .next()
                    .ok_or_else(|| Failure::said(format!("{argument} needs a value, see --help")))
            };
            match argument.as_str() {
                "generate" => options.command = Command::Generate,
                "pull" => options.command = Command::Pull,
                "windows" => options.command = Command::Windows,
                "engagement" => options.command = Command::Engagement,
                "ranked" => options.command = Command::Ranked,
                "suggest" => options.command = Command::Suggest,
                "all" => options.command = Command::All,
                "help" | "--help" | "-h" => options.command = Command::Help,
                "--graph" => options.graphs = graphs(&value()?)?,
                "--scale" => options.scale = within(&argument, &value()?, 0.01, 10.0)?,
                "--seed" => options.seed = within(&argument, &value()?, 0, u64::from(u32::MAX))?,
                "--kinds" => chosen = Some(kinds(&value()?)?),
                "--viewers" => viewers = Some(within(&argument, &value()?, 1, 10_000)?),
                "--rounds" => rounds = Some(within(&argument, &value()?, 1, 10_000)?),
                "--own" => options.own = true,
                "--columns" => options.columns = columns(&value()?)?,
                "--peers-only" => options.peers_only = true,
                "--unpinned" => options.pinned = false,
                "--parts" => parts = Some(value()?),
                "--inserts" => {
                    let inserts = within(&argument, &value()?, 10, 1_000_000)?;
                    options.windows.inserts = inserts;
                    options.engagement.inserts = inserts;
                }
                "--windows" => {
                    options.windows.windows = within(&argument, &value()?, 1, 1_000_000)?
                }
                "--seconds" => {
                    let seconds = within(&argument, &value()?, 1, 3_600)?;
                    options.windows.seconds = seconds;
                    options.engagement.seconds = seconds;
                    options.ranked.seconds = seconds;
                }
                "--rate" => {
                    let rate: u32 = within(&argument, &value()?, 1, 10_000)?;
                    options.windows.rate = rate.into();
                    options.ranked.rate = rate;
                }
                "--readers" => options.ranked.readers = within(&argument, &value()?, 1, 1_000_000)?,
                "--keep" => options.ranked.keep = true,
                "--clients" => options.engagement.clients = within(&argument, &value()?, 1, 1_000)?,
                "--turns" => options.engagement.turns = within(&argument, &value()?, 1, 1_000)?,
                "--events" => {
                    options.engagement.events = within(&argument, &value()?, 1_001, 10_000_000)?
                }
                "--backlog" => {
                    let backlog = within(&argument, &value()?, 1, 10_000_000)?;
                    options.windows.backlog = backlog;
                    options.engagement.backlog = backlog;
                }
                "--save" => options.save = true,
                _ => {
                    return Err(Failure::said(format!(
                        "unknown argument \"{argument}\", see --help"
                    )));
                }
            }
        }
        options.rounds = rounds.unwrap_or(match options.command {
            Command::Windows | Command::Engagement => ROUNDS_OF_PARTS,
            _ => ROUNDS,
        });
        let is_ranked = options.command == Command::Ranked;
        options.viewers = viewers.unwrap_or(match is_ranked {
            true => VIEWERS_OF_RANKED,
            false => VIEWERS,
        });
        options.kinds = chosen.unwrap_or(match is_ranked {
            true => KINDS_OF_RANKED.to_vec(),
            false => Kind::ALL.to_vec(),
        });
        if let Some(names) = parts {
            match options.command {
                Command::Ranked => {
                    options.ranked.parts = listed(&names, &ranked::Part::ALL, ranked::Part::name)?
                }
                Command::Engagement => {
                    let all = engagement::Part::ALL;
                    options.engagement.parts = listed(&names, &all, engagement::Part::name)?;
                }
                _ => {
                    options.windows.parts =
                        listed(&names, &windows::Part::ALL, windows::Part::name)?
                }
            }
        }
        Ok(options)
    }
}

/// Those of all parts that a list names.
fn listed<P: Copy>(text: &str, all: &[P], name: fn(P) -> &'static str) -> Outcome<Vec<P>> {
    text.split(',')
        .map(|wanted| {
            let found = all.iter().find(|part| name(**part) == wanted);
            found.copied().ok_or_else(|| {
                let known: Vec<&str> = all.iter().map(|part| name(*part)).collect();
                Failure::said(format!("unknown part \"{wanted}\": {}", known.join(", ")))
            })
        })
        .collect()
}

fn columns(text: &str) -> Outcome<Columns> {
    match text {
        "keys" => Ok(Columns::Keys),
        "all" => Ok(Columns::All),
        "bodies" => Ok(Columns::Bodies),
        _ => Err(Failure::said(format!(
            "unknown columns \"{text}\": keys, all or bodies"
        ))),
    }
}

fn graphs(text: &str) -> Outcome<Vec<Graph>> {
    if text == "both" {
        return Ok(Graph::ALL.to_vec());
    }
    let found = Graph::ALL.into_iter().find(|graph| graph.name() == text);
    found
        .map(|graph| vec![graph])
        .ok_or_else(|| Failure::said(format!("unknown graph \"{text}\": dense, sparse or both")))
}

fn kinds(text: &str) -> Outcome<Vec<Kind>> {
    text.split(',')
        .map(|name| {
            let found = Kind::ALL.into_iter().find(|kind| kind.name() == name);
            found.ok_or_else(|| {
                let known = Kind::ALL.map(Kind::name).join(", ");
                Failure::said(format!("unknown kind of viewers \"{name}\": {known}"))
            })
        })
        .collect()
}

fn within<T>(argument: &str, text: &str, low: T, high: T) -> Outcome<T>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    match text.parse::<T>() {
        Ok(value) if value >= low && value <= high => Ok(value),
        _ => Err(Failure::said(format!(
            "{argument} is a number from {low} to {high}, not \"{text}\""
        ))),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Outcome<Options> {
        Options::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn an_empty_line_measures_everything() {
        let options = parse("").unwrap();
        assert_eq!(options.command, Command::All);
        assert_eq!(options.graphs, Graph::ALL);
        assert_eq!(options.kinds, Kind::ALL);
    }

    #[test]
    fn values_are_taken_over() {
        let options =
            parse("pull --graph sparse --scale 0.01 --kinds silent,many --peers-only").unwrap();
        assert_eq!(options.command, Command::Pull);
        assert_eq!(options.graphs, [Graph::Sparse]);
        assert_eq!(options.kinds, [Kind::Silent, Kind::Many]);
        assert!(options.peers_only);
    }

    #[test]
    fn windows_are_called_more_often() {
        let options = parse("windows --parts lag,page").unwrap();
        assert_eq!(options.rounds, ROUNDS_OF_PARTS);
        assert_eq!(
            options.windows.parts,
            [windows::Part::Lag, windows::Part::Page]
        );
        assert_eq!(parse("--rounds 7 windows").unwrap().rounds, 7);
    }

    #[test]
    fn parts_are_those_of_the_command_wherever_it_stands() {
        let options = parse("--parts likes,pending engagement --turns 2").unwrap();
        let [likes, pending] = [engagement::Part::Likes, engagement::Part::Pending];
        assert_eq!(options.engagement.parts, [likes, pending]);
        assert_eq!(options.engagement.turns, 2);
        assert_eq!(options.windows.parts, windows::Part::ALL);
    }

    #[test]
    fn ranked_pages_have_kinds_and_viewers_of_their_own() {
        let options = parse("ranked --parts load,page --keep --rate 500 --readers 100").unwrap();
        assert_eq!(options.kinds, KINDS_OF_RANKED);
        assert_eq!(options.viewers, VIEWERS_OF_RANKED);
        assert_eq!(options.rounds, ROUNDS);
        let [load, page] = [ranked::Part::Load, ranked::Part::Page];
        assert_eq!(options.ranked.parts, [load, page]);
        assert_eq!((options.ranked.rate, options.ranked.readers), (500, 100));
        assert!(options.ranked.keep);
        let options = parse("--viewers 7 --kinds silent ranked").unwrap();
        assert_eq!(options.kinds, [Kind::Silent]);
        assert_eq!(options.viewers, 7);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (line, word) in [
            ("--scale", "--scale needs a value"),
            ("--scale 0.001", "0.01 to 10"),
            ("--scale NaN", "0.01 to 10"),
            ("--graph round", "unknown graph \"round\""),
            ("--kinds silent,loud", "unknown kind of viewers \"loud\""),
            ("windows --parts page,all", "unknown part \"all\""),
            ("engagement --parts page", "unknown part \"page\""),
            ("ranked --parts fold", "unknown part \"fold\""),
            ("--fast", "unknown argument \"--fast\""),
        ] {
            let said = parse(line).unwrap_err().to_string();
            assert!(said.contains(word), "{line}: {said}");
        }
    }
}
