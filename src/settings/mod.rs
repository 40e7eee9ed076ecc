//! The settings of a feed: their values and defaults; [`table`] has unit, range and meaning of each.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

mod kind;
mod table;

pub use kind::{Kind, Setting};
pub use table::SETTINGS;

/// What a feed's settings are; a field absent from the registry has its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(rename = "timeline.replies")]
    pub replies: Replies,
    #[serde(rename = "timeline.own")]
    pub own: bool,
    #[serde(rename = "timeline.group_posts")]
    pub group_posts: GroupPosts,
    #[serde(rename = "groups.open")]
    pub groups_open: bool,
    /// Deparsed, with qualified names.
    #[serde(rename = "security.viewer")]
    pub viewer: Option<String>,
    #[serde(rename = "window.size")]
    pub window_size: u32,
    #[serde(rename = "window.idle")]
    pub window_idle: String,
    #[serde(rename = "fanout.max_followers")]
    pub max_followers: u32,
    #[serde(rename = "trending.half_life")]
    pub half_life: String,
    #[serde(rename = "trending.base")]
    pub base: f64,
    #[serde(rename = "trending.max_age")]
    pub max_age: String,
    #[serde(rename = "gravity.offset_hours")]
    pub gravity_offset_hours: f64,
    #[serde(rename = "gravity.exponent")]
    pub gravity_exponent: f64,
    #[serde(rename = "engagement.keep")]
    pub keep: String,
    #[serde(rename = "candidates.timeline")]
    pub candidates_timeline: u32,
    #[serde(rename = "candidates.trending")]
    pub candidates_trending: u32,
    #[serde(rename = "candidates.similar")]
    pub candidates_similar: u32,
    #[serde(rename = "candidates.max_age")]
    pub candidates_max_age: String,
    #[serde(rename = "rank.engagement")]
    pub rank_engagement: f64,
    #[serde(rename = "rank.relevance")]
    pub rank_relevance: f64,
    #[serde(rename = "rank.quality")]
    pub rank_quality: f64,
    #[serde(rename = "rank.recency")]
    pub rank_recency: f64,
    #[serde(rename = "rank.social_proof")]
    pub rank_social_proof: f64,
    #[serde(rename = "rank.context")]
    pub rank_context: f64,
    #[serde(rename = "rank.semantic")]
    pub rank_semantic: f64,
    #[serde(rename = "rank.engagement_half")]
    pub engagement_half: f64,
    #[serde(rename = "rank.relevance_half")]
    pub relevance_half: f64,
    #[serde(rename = "rank.relevance_half_life")]
    pub relevance_half_life: String,
    #[serde(rename = "rank.quality_min")]
    pub quality_min: u32,
    #[serde(rename = "rank.recency_half_life")]
    pub recency_half_life: String,
    #[serde(rename = "rank.social_half")]
    pub social_half: f64,
    #[serde(rename = "rank.out_of_network")]
    pub out_of_network: f64,
    #[serde(rename = "rank.seen")]
    pub seen: f64,
    #[serde(rename = "rank.diversity_decay")]
    pub diversity_decay: f64,
    #[serde(rename = "rank.diversity_floor")]
    pub diversity_floor: f64,
    #[serde(rename = "seen.keep")]
    pub seen_keep: String,
}

/// Which replies a timeline shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Replies {
    None,
    Followed,
    All,
}

/// Whom a followed author's post in a group reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupPosts {
    Members,
    Everyone,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            replies: Replies::None,
            own: true,
            group_posts: GroupPosts::Members,
            groups_open: false,
            viewer: None,
            // Twenty pages: few people read further.
            window_size: 400,
            window_idle: "7 days".to_owned(),
            max_followers: 10_000,
            half_life: "12:00:00".to_owned(),
            base: 1.0,
            max_age: "7 days".to_owned(),
            // Those of Hacker News.
            gravity_offset_hours: 2.0,
            gravity_exponent: 1.5,
            keep: "90 days".to_owned(),
            candidates_timeline: 400,
            candidates_trending: 100,
            candidates_similar: 100,
            candidates_max_age: "7 days".to_owned(),
            rank_engagement: 0.25,
            rank_relevance: 0.20,
            rank_quality: 0.15,
            rank_recency: 0.15,
            rank_social_proof: 0.10,
            rank_context: 0.08,
            rank_semantic: 0.07,
            engagement_half: 50.0,
            relevance_half: 5.0,
            relevance_half_life: "30 days".to_owned(),
            quality_min: 30,
            recency_half_life: "24:00:00".to_owned(),
            social_half: 3.0,
            out_of_network: 0.75,
            seen: 0.2,
            diversity_decay: 0.5,
            diversity_floor: 0.25,
            seen_keep: "14 days".to_owned(),
        }
    }
}

impl Settings {
    /// All settings by name.
    pub fn values(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(values)) => values,
            _ => Map::new(),
        }
    }

    /// Those that differ from their defaults.
    pub fn changed(&self) -> Map<String, Value> {
        let defaults = Settings::default().values();
        self.values()
            .into_iter()
            .filter(|(name, value)| defaults.get(name) != Some(value))
            .collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_struct_name_the_same_settings() {
        let Value::Object(fields) = serde_json::to_value(Settings::default()).unwrap() else {
            unreachable!("a struct serializes to an object")
        };
        let listed: Vec<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        let mut fields: Vec<_> = fields.keys().map(String::as_str).collect();
        fields.sort_unstable();
        assert_eq!(listed, fields);
    }

    #[test]
    fn a_wrong_type_is_refused() {
        assert!(
            Setting::named("timeline.own")
                .unwrap()
                .check(&Value::from(1))
                .is_err()
        );
        assert!(
            Setting::named("timeline.replies")
                .unwrap()
                .check(&Value::from("some"))
                .is_err()
        );
        assert!(Setting::named("timeline.rebellion").is_err());
    }
}
