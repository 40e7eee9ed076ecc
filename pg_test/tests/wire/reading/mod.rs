//! Reads of timelines: each equals its reference, wherever, in whichever snapshot and by whichever index it is run.

mod calls;
mod cursors;
mod fleeting;
mod hidden_followees;
mod index_forms;
mod index_rights;
mod ldbc;
mod random_networks;
mod rewritten;
mod sessions;
mod snapshot;
