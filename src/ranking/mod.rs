//! The ranked feed: what matters most to a viewer first, then the rest of their timeline.
//!
//! calls, page_json, explain -> pages (what was shown, cursors) -> ranked: candidates -> study, features (what is known of them) -> order -> rows
//! beside: shown, bits (fingerprints of posts), rest (the timeline behind the last ranked post), recent (pages by time), whereabouts
//! (why a post is not ranked)

mod bits;
mod calls;
mod candidates;
mod cursor;
mod explain;
mod features;
mod json;
mod order;
mod page_json;
mod pages;
mod ranked;
mod recent;
mod rest;
mod shown;
mod study;
mod whereabouts;
