//! Whom to follow, and followees in common.

mod packed_lists;
mod suggest_cases;
mod suggest_ldbc;
mod suggest_networks;
