//! Tables of reactions for random networks: key types that differ from the posts', awkward names, partitions, times of either
//! kind or none, and the signals over them.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::dataset::{Dataset, Value};
use crate::engagement::Signal;
use crate::engagement::events::{columns, recent, row};
use crate::key::{self, KeyType};
use crate::network::Network;
use crate::quirks::Spelling;
use crate::quote::ident;
use crate::tables::Tables;
use crate::traits::Traits;

/// What is known of one table of reactions; names are as in the catalog.
#[derive(Debug, Clone)]
pub struct Source {
    pub table: String,
    pub post: String,
    pub actor: String,
    /// Whether it has a time column at all; without, the column holds something else.
    pub at: Option<String>,
    pub local_time: bool,
    pub kind: String,
    pub active: String,
    pub amount: String,
    declarations: Vec<String>,
}

/// All tables of reactions of one network, and its signals in order of addition.
#[derive(Debug, Clone)]
pub struct Sources {
    pub tables: Vec<Source>,
    pub signals: Vec<Signal>,
    pub datasets: Vec<Dataset>,
}

impl Sources {
    pub fn declarations(&self) -> impl Iterator<Item = &String> {
        self.tables.iter().flat_map(|table| &table.declarations)
    }
}

/// Names that are known with their weight, and names that are awkward as a column's.
const NAMES: [(&str, bool); 14] = [
    ("likes", true),
    ("comment", true),
    ("bookmarks", true),
    ("quote", true),
    ("shares", true),
    ("views", true),
    ("select", false),
    ("Wow", false),
    ("two words", false),
    ("a\"b'c", false),
    ("größe", false),
    ("weight", false),
    ("count(*)", false),
    ("reasons", false),
];

/// Conditions over the columns of a source, which stand in braces.
const ACTIVE: [Option<&str>; 6] = [
    None,
    Some("{active}"),
    Some("{kind} = 'up'"),
    Some("{kind} <> 'up'"),
    Some("{active} IS NOT FALSE AND {kind} IN ('up', 'down')"),
    Some("{amount} > 2 OR {kind} IS NULL"),
];

const WEIGHTS: [f64; 9] = [0.0, 0.25, 0.5, 1.0, 2.0, 10.0, 0.1, 7.7, 1e4];

/// Spells a column of a source; the hostile ones are columns of the views.
fn spelled(spelling: Spelling, logical: &str) -> String {
    let hostile = match logical {
        "likes" => "group",
        "reactions" => "order by",
        "clicks" => "Türen & \"Tore\"",
        "post_ref" => "engagement",
        "actor_ref" => "n",
        "happened_at" => "hour",
        "kind" => "signal",
        "amount" => "value",
        other => other,
    };
    match spelling {
        Spelling::Hostile if hostile != logical => hostile.to_string(),
        spelling => spelling.name(logical),
    }
}

/// A type that can hold every key of the narrowest one.
fn wide_enough(rng: &mut StdRng, of: KeyType, narrowest: KeyType) -> KeyType {
    let fitting: Vec<KeyType> = of
        .comparable()
        .iter()
        .copied()
        .filter(|key| !key.is_number() || key::narrowest(&[*key, narrowest]) == narrowest)
        .collect();
    *fitting.choose(rng).expect("its own type fits")
}

fn source(rng: &mut StdRng, traits: &Traits, logical: &str) -> Source {
    let name = |logical: &str| spelled(traits.spelling, logical);
    let post = wide_enough(rng, traits.post_id.key, traits.narrowest_post());
    let actor = wide_enough(rng, traits.post_author.key, traits.narrowest_user());
    let (timed, local_time) = (rng.random_bool(0.75), rng.random_bool(0.5));
    let table = Source {
        table: name(logical),
        post: name("post_ref"),
        actor: name("actor_ref"),
        at: timed.then(|| name("happened_at")),
        local_time,
        kind: name("kind"),
        active: name("active"),
        amount: name("amount"),
        declarations: Vec::new(),
    };
    let at = match (timed, local_time) {
        (false, _) => "text",
        (true, false) => "timestamptz",
        (true, true) => "timestamp",
    };
    let parted = [None, None, Some("hash"), Some("range")][rng.random_range(0..4)];
    let partition = match parted {
        Some("range") if timed => format!(" PARTITION BY RANGE ({})", ident(&name("happened_at"))),
        Some(_) => format!(" PARTITION BY HASH ({})", ident(&table.post)),
        None => String::new(),
    };
    let quoted = ident(&table.table);
    let mut declarations = vec![
        format!(
            "CREATE TABLE {quoted} (
  gone integer,
  {} {at},
  {} {},
  {} text,
  {} boolean,
  {} {},
  {} integer){partition}",
            ident(&name("happened_at")),
            ident(&table.actor),
            actor.name(),
            ident(&table.kind),
            ident(&table.active),
            ident(&table.post),
            post.name(),
            ident(&table.amount),
        ),
        format!("ALTER TABLE {quoted} DROP COLUMN gone"),
    ];
    if partition.contains("RANGE") {
        declarations.extend([
            format!("CREATE TABLE {logical}_old PARTITION OF {quoted} FOR VALUES FROM (MINVALUE) TO ('2025-06-01')"),
            // Attached, so that its columns stand in another order than the parent's.
            format!("CREATE TABLE {logical}_new (LIKE {quoted}, note text)"),
            format!("ALTER TABLE {logical}_new DROP COLUMN note"),
            format!("ALTER TABLE {quoted} ATTACH PARTITION {logical}_new FOR VALUES FROM ('2025-06-01') TO ('2999-01-01')"),
            format!("CREATE TABLE {logical}_rest PARTITION OF {quoted} DEFAULT"),
        ]);
    } else if !partition.is_empty() {
        declarations.extend((0..2).map(|part| {
            format!("CREATE TABLE {logical}_{part} PARTITION OF {quoted} FOR VALUES WITH (MODULUS 2, REMAINDER {part})")
        }));
    }
    Source {
        declarations,
        ..table
    }
}

/// Reactions for a network, to its posts and to some that are not there; many of its posts become recent ones.
pub fn random(rng: &mut StdRng, traits: &Traits, network: &mut Network) -> Sources {
    for post in &mut network.datasets[0].rows {
        if rng.random_bool(0.4) {
            let minutes = rng.random_range(0..20_000);
            let tie = if traits.ties { 360 } else { 1 };
            post[2] = recent(minutes / tie * tie, traits.local_time);
        }
    }
    let mut posts = post_ids(network);
    posts.extend(key::distinct(rng, traits.narrowest_post(), 5));
    posts.shuffle(rng);
    let tables: Vec<Source> = ["likes", "reactions", "clicks"]
        .into_iter()
        .take(rng.random_range(1..4))
        .map(|logical| source(rng, traits, logical))
        .collect();
    let datasets = tables
        .iter()
        .map(|source| {
            let mut dataset = Dataset::new(&source.table, &columns(source));
            for _ in 0..rng.random_range(0..600) {
                dataset.rows.push(row(rng, source, &posts, &network.users));
            }
            dataset
        })
        .collect();
    let mut names: Vec<(&str, bool)> = NAMES.to_vec();
    names.shuffle(rng);
    let mut signals = Vec::new();
    for source in &tables {
        for _ in 0..rng.random_range(1..3) {
            let (name, known) = names.pop().expect("more names than signals");
            signals.push(signal(rng, source, name, known));
        }
    }
    if rng.random_bool(0.5) {
        signals.push(replies(rng, traits, network));
    }
    signals.shuffle(rng);
    Sources {
        tables,
        signals,
        datasets,
    }
}

/// The ids of a network's posts.
pub fn post_ids(network: &Network) -> Vec<String> {
    let id = |row: &Vec<Value>| match &row[0] {
        Value::Text(id) => id.clone(),
        other => panic!("{other:?} is no id"),
    };
    network.datasets[0].rows.iter().map(id).collect()
}

fn signal(rng: &mut StdRng, source: &Source, name: &str, known: bool) -> Signal {
    let active = *ACTIVE.choose(rng).expect("six conditions");
    let quoted = |template: &str| {
        template
            .replace("{active}", &ident(&source.active))
            .replace("{kind}", &ident(&source.kind))
            .replace("{amount}", &ident(&source.amount))
    };
    Signal {
        table: source.table.clone(),
        post: source.post.clone(),
        actor: Some(source.actor.clone()),
        // A time column need not be used.
        created_at: source.at.clone().filter(|_| rng.random_bool(0.85)),
        local_time: source.local_time,
        active: active.map(quoted),
        weight: (!known || rng.random_bool(0.4))
            .then(|| *WEIGHTS.choose(rng).expect("nine weights")),
        ..Signal::plain(name)
    }
}

/// Replies are posts.
fn replies(rng: &mut StdRng, traits: &Traits, network: &Network) -> Signal {
    let tables = Tables { traits, role: None };
    let active = [
        None,
        Some("{status} = 'published'"),
        Some("NOT {is_deleted}"),
    ];
    let active = *active.choose(rng).expect("three conditions");
    Signal {
        table: network.app.posts.table.clone(),
        post: tables.name("parent_id"),
        actor: Some(network.app.posts.author.clone()),
        created_at: Some(network.app.posts.created_at.clone()),
        local_time: traits.local_time,
        active: active.map(|active| tables.condition(active)),
        ..Signal::plain("replies")
    }
}
