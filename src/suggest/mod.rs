//! Whom to follow: `suggest_for`, `mutuals_of`, `dismiss`.
//!
//! calls (arguments in, rows out) -> page: mutual, interest, by_count (groups), popular (sources, in this order) -> eligible (who may be
//! suggested) -> rows
//!
//! mutual -> by_lists (two hops by packed lists) -> offer, or by_follows where these cannot be believed

mod by_count;
mod by_follows;
mod by_lists;
mod calls;
mod dismiss;
mod eligible;
mod interest;
mod lists;
mod mutual;
mod mutuals;
mod offer;
mod page;
mod popular;
