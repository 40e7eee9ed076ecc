//! Ranked feeds: candidates, scores, explanations, pages.

mod degenerate_viewers;
mod explained;
mod feed_page;
mod few_followees;
mod leaks;
mod mark_seen;
mod ranked_cases;
mod ranked_cursors;
mod ranked_elsewhere;
mod ranked_factors;
mod ranked_ldbc;
mod ranked_most;
mod ranked_networks;
mod ranked_pages;
mod ranked_rights;
mod ranked_snapshots;
