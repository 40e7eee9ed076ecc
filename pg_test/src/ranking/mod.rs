//! What a test knows of a feed's ranking: its settings, the embeddings of its posts, and the calls that tell the feed of them.

pub mod asked;
pub mod cases;
pub mod changes;
pub mod embedding;
pub mod explained;
pub mod glance;
pub mod ldbc;
pub mod marks;
pub mod networks;
pub mod order;
pub mod page_json;
pub mod pages;
pub mod plain;
pub mod reference;
pub mod settings;

use crate::engagement::Engagement;
use crate::quote::literal;
use crate::ranking::embedding::Embedding;
use crate::ranking::settings::Rank;
use crate::session::Session;

/// An app with its signals, and how its feed ranks posts.
#[derive(Debug, Clone)]
pub struct Ranked {
    pub engagement: Engagement,
    pub rank: Rank,
    /// None where pgvector is absent, or where the feed was told of none.
    pub embedding: Option<Embedding>,
}

impl Ranked {
    /// Ranks by the default settings, without embeddings.
    pub fn new(engagement: Engagement) -> Self {
        Self {
            engagement,
            rank: Rank::default(),
            embedding: None,
        }
    }

    /// Adds signals and embeddings to the feed, which is there, and gives it all settings.
    pub fn define(&self, session: &mut Session) {
        self.engagement.define(session);
        if let Some(embedding) = &self.embedding {
            session.run(&embedding.add(&self.engagement.app.feed));
        }
        self.configure(session);
    }

    /// Gives the feed the settings that are written down here.
    pub fn configure(&self, session: &mut Session) {
        session.run(&self.engagement.app.configure());
        session.run(&self.engagement.configure());
        session.run(&format!(
            "SELECT feed.configure({}, {})",
            literal(&self.engagement.app.feed),
            literal(&self.rank.settings().to_string())
        ));
    }
}
