//! The private memory of a backend over very many calls, and whether they get slower: a mix of all reads, against look-ups by
//! primary key and against a plain query.

mod backend;
mod life;
mod resident;

use postgres::Client;

use crate::failure::Outcome;
use crate::network::Network;
use crate::options::Options;
use crate::record::{Aim, Bound, Case, Measured, Role, Section, Unit};
use crate::report::figures::grouped;
use crate::scenarios::attached::stage::Stage;
use crate::scenarios::pgbench;
use backend::{Script, Work};
use life::{Life, TENTHS};

macro_rules! scripts {
    ($($name:literal: $weight:literal),* $(,)?) => {
        [$(Script {
            name: $name,
            weight: $weight,
            text: include_str!(concat!("../../../sql/memory/", $name, ".pgbench")),
        }),*]
    };
}

/// All reads, and how often each is called among a thousand: mostly what costs little, since a million calls are to take minutes.
static MIX: [Script; 10] = scripts! {
    "post_stats": 400,
    "timeline_for": 220,
    "posts_by": 200,
    "public_timeline": 110,
    "new_posts_since": 45,
    "trending": 18,
    "feed_for": 3,
    "feed_page": 2,
    "explain": 1,
    "suggest_for": 1,
};
static ROW: [Script; 1] = scripts! { "row": 1 };
static JOIN: [Script; 1] = scripts! { "join": 1 };
static LATERAL: [Script; 1] = scripts! { "lateral": 1 };

/// A plain query takes about as long as the mix, or longer: a share of the calls is enough to see what it keeps.
const CALLS_TO_PLAIN: u64 = 10;

/// What is left at the end against what there is once a tenth of the calls is over.
const TO_A_TENTH: Bound = Bound::AtMost(1.05);
/// How much longer calls may take at the end than in the beginning.
const TO_THE_BEGINNING: Bound = Bound::AtMost(1.1);

/// Who is looked at: their lives, by name.
struct Backends {
    ours: Life,
    row: Life,
    plain: Life,
    plain_name: &'static str,
}

pub fn measure(stage: Stage, client: &mut Client, options: &Options) -> Outcome<Section> {
    let section = Section {
        scenario: "memory".into(),
        network: stage.network.name().into(),
        title: "The memory of a backend".into(),
        ..Section::default()
    };
    if let Some(reason) = resident::hidden(client)? {
        return Ok(Section {
            skipped: Some(reason.into()),
            ..section
        });
    }
    let program = match pgbench::version() {
        Ok(program) => program,
        Err(failure) => {
            return Ok(Section {
                skipped: Some(failure.to_string()),
                ..section
            });
        }
    };
    let numbers = stage.numbers(client)?;
    let calls = options.effort.calls.max(TENTHS as u64 * CALLS_TO_PLAIN);
    let mut life = |scripts: &'static [Script], calls: u64| {
        let work = Work {
            stage,
            numbers,
            scripts,
            calls,
            seed: options.seed,
        };
        work.run(client)
    };
    // Where all follow many, posts of followees are soon met on the way back in time; elsewhere one goes from author to author.
    let (plain_name, plain): (_, &'static [Script]) = match stage.network {
        Network::Dense => ("the plain join, a tenth of the calls", &JOIN),
        _ => ("LATERAL top 20, a tenth of the calls", &LATERAL),
    };
    let backends = Backends {
        row: life(&ROW, calls)?,
        plain: life(plain, calls / CALLS_TO_PLAIN)?,
        ours: life(&MIX, calls)?,
        plain_name,
    };
    let mix: Vec<String> = MIX
        .iter()
        .map(|script| format!("`{}` {}", script.name, script.weight))
        .collect();
    Ok(Section {
        text: format!(
            "{program}, one client and one backend for each contender, one behind the other, prepared statements, {} calls for \
             random viewers and posts; the plain query makes a tenth of them, and its curve goes from its first tenth to its last. Of \
             1,000 calls of pg_feed: {}. Everything is attached, 1,000 viewers (or all) have a window, nothing is \
             pending. Memory is what the process has to itself (`RssAnon`), looked at from outside every 2 to 500 ms: a point of \
             the curve is the median of a tenth of the calls, and its maximum what a call needed for a moment. \
             \"After a tenth\" is the second tenth.",
            grouped(calls as i64),
            mix.join(", "),
        ),
        cases: backends.cases(),
        ..section
    })
}

impl Backends {
    fn cases(&self) -> Vec<Case> {
        let mut cases = vec![self.growth()];
        cases.extend((1..=TENTHS).map(|tenth| self.memory(tenth)));
        cases.push(self.drift());
        cases.extend(MIX.iter().enumerate().map(|(place, script)| {
            let what = format!("time of a call at the end, {}", script.name);
            Case::new(what, Unit::Micros, self.times(Some(place)))
        }));
        cases.retain(|case| !case.contenders.is_empty());
        cases
    }

    /// A point of the curve.
    fn memory(&self, tenth: usize) -> Case {
        let contenders = [
            ("look-ups by primary key", Role::Floor, &self.row),
            ("pg_feed", Role::Ours, &self.ours),
            (self.plain_name, Role::Peer, &self.plain),
        ];
        let contenders = contenders
            .into_iter()
            .filter_map(|(name, role, life)| Measured::of(name, role, &life.memory(tenth)));
        Case::new(
            "private memory of a backend",
            Unit::Bytes,
            contenders.collect(),
        )
        .at("calls", self.ours.calls_after(tenth) as f64)
    }

    fn growth(&self) -> Case {
        let (first, last) = ("after a tenth", "after all calls");
        let contenders = [
            Measured::of(last, Role::Ours, &self.ours.memory(TENTHS)),
            Measured::of(first, Role::Floor, &self.ours.memory(2)),
        ];
        let contenders = contenders.into_iter().flatten().collect();
        Case::new("whether memory grows", Unit::Bytes, contenders)
            .aiming(Aim::ratio(last, first, TO_A_TENTH))
    }

    /// All calls of the mix; what look-ups took meanwhile tells how steady the machine was.
    fn drift(&self) -> Case {
        let mut contenders = self.times(None);
        let rows = [
            ("look-ups by primary key, first tenth", 1),
            ("look-ups by primary key, last tenth", TENTHS),
        ];
        contenders.extend(rows.into_iter().filter_map(|(name, tenth)| {
            Measured::of(name, Role::Floor, &self.row.took(tenth, None))
        }));
        Case::new(
            "time of a call at the end, all reads",
            Unit::Micros,
            contenders,
        )
        .aiming(Aim::ratio("last tenth", "first tenth", TO_THE_BEGINNING))
    }

    /// Of one read or of all, at the end and in the beginning; nothing where it was not called in both.
    fn times(&self, script: Option<usize>) -> Vec<Measured> {
        let found = [
            ("last tenth", Role::Ours, TENTHS),
            ("first tenth", Role::Floor, 1),
        ]
        .map(|(name, role, tenth)| Measured::of(name, role, &self.ours.took(tenth, script)));
        match found {
            [Some(last), Some(first)] => vec![last, first],
            _ => Vec::new(),
        }
    }
}
