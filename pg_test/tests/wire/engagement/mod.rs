//! Signals, counts, scores, and the rankings of trending posts.

mod engagement_elsewhere;
mod engagement_ldbc;
mod engagement_networks;
mod engagement_shown;
mod lost_signals;
mod ranking_errors;
mod reactions;
mod score_cases;
mod scores;
mod shown_once;
mod signal_counters;
mod signal_errors;
mod signal_views;
mod signals;
mod top_k;
mod trending_pages;
