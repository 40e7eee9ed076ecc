//! Random networks with everything a ranked feed is made of: signals that are nobody's, impressions, embeddings, marks, and
//! settings of any kind.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::dataset::Dataset;
use crate::engagement::sources::{self, Sources};
use crate::engagement::{DAY, Engagement, HOUR, Scoring};
use crate::network::{self, Network};
use crate::ranking::asked::Asked;
use crate::ranking::embedding::Embedding;
use crate::ranking::marks;
use crate::ranking::settings::Rank;
use crate::ranking::{Ranked, changes};
use crate::session::Session;
use crate::traits::Traits;

/// A network, and how its feed ranks.
pub struct World {
    pub network: Network,
    pub sources: Sources,
    pub ranked: Ranked,
    /// Ids that posts have or have had.
    pub posts: Vec<String>,
    /// Whose feeds are read: few, so that what they did and saw shows; one of them has no row anywhere.
    pub viewers: Vec<String>,
}

pub fn pick<T: Copy>(rng: &mut StdRng, values: &[T]) -> T {
    *values.choose(rng).expect("there are values to pick from")
}

/// Settings by which posts trend.
pub fn scoring(rng: &mut StdRng) -> Scoring {
    let ages = Scoring::of_all_times();
    Scoring {
        half_life: pick(rng, &[HOUR, 12 * HOUR, 12 * HOUR, 100_000, 30 * DAY]),
        base: pick(rng, &[1.0, 1.0, 0.01, 1e3]),
        max_age: pick(rng, &[DAY, 7 * DAY, 400 * DAY, ages.max_age]),
        keep: pick(rng, &[None, ages.keep]),
        ..Scoring::default()
    }
}

/// Settings of the timeline.
pub fn timeline(rng: &mut StdRng, ranked: &mut Ranked) {
    let settings = &mut ranked.engagement.app.settings;
    settings.replies = pick(rng, &["none", "followed", "all"]);
    settings.own = rng.random_bool(0.7);
    settings.group_posts = pick(rng, &["members", "everyone"]);
}

/// The network of these traits; the role reads it under row-level security.
pub fn generate(rng: &mut StdRng, traits: &Traits, role: Option<&str>, vectors: bool) -> World {
    let mut network = network::generate(rng, traits, role);
    let mut sources = sources::random(rng, traits, &mut network);
    for signal in &mut sources.signals {
        // In posts the author's column would be found by its name.
        if signal.table != network.app.posts.table && rng.random_bool(0.15) {
            signal.actor = None;
        }
        if rng.random_bool(0.25) {
            signal.impression = Some(true);
        } else if rng.random_bool(0.1) {
            signal.impression = Some(false);
        }
    }
    let mut ranked = Ranked::new(Engagement::new(
        network.app.clone(),
        sources.signals.clone(),
    ));
    ranked.engagement.scoring = scoring(rng);
    ranked.rank = Rank::random(rng);
    timeline(rng, &mut ranked);
    let column = pick(rng, &["embedding", "embedding", "Vector of it", "score"]);
    let kind = pick(rng, &["vector", "halfvec"]);
    ranked.embedding = vectors.then(|| Embedding::new(column, kind));
    let posts = sources::post_ids(&network);
    let (nobody, others) = network.users.split_last().expect("there are users");
    let mut viewers: Vec<String> = others.sample(rng, 4).cloned().collect();
    viewers.push(nobody.clone());
    World {
        network,
        sources,
        ranked,
        posts,
        viewers,
    }
}

impl World {
    pub fn declare(&self, session: &mut Session) {
        self.network.declare(session);
        for statement in self.sources.declarations() {
            session.run(statement);
        }
        session.run(marks::TABLE);
        if let Some(embedding) = &self.ranked.embedding {
            session.run(&embedding.declaration(&self.ranked.engagement.app.posts.table));
        }
    }

    pub fn fill(&self, rng: &mut StdRng, session: &mut Session) {
        self.network.fill(session);
        for statement in self.sources.datasets.iter().flat_map(Dataset::inserts) {
            session.run(&statement);
        }
        if let Some(embedding) = &self.ranked.embedding {
            session.run(&embedding.scatter(rng, &self.ranked.engagement.app.posts.table, 0.7));
        }
    }

    pub fn define(&self, session: &mut Session) {
        for call in self.ranked.engagement.app.definition() {
            session.run(&call);
        }
        self.ranked.define(session);
    }

    /// The feed of somebody, now or at another time.
    pub fn ask(&self, rng: &mut StdRng) -> Asked {
        let as_of = match rng.random_range(0..8) {
            0 => Some("now() + interval '100 minutes'"),
            1 => Some("now() + interval '20 days'"),
            2 => Some("timestamptz '2025-05-12 10:00+00'"),
            3 => Some("date_trunc('hour', now()) - interval '3 hours'"),
            4 => Some("date_trunc('hour', now()) - interval '1 microsecond'"),
            _ => None,
        };
        Asked {
            viewer: self.viewers.choose(rng).expect("a viewer").clone(),
            as_of: as_of.map(str::to_string),
        }
    }

    /// One statement that an app might send, or a viewer who has seen posts.
    pub fn change(&self, rng: &mut StdRng, session: &mut Session) {
        changes::change(self, rng, session);
    }
}
