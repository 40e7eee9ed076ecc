//! Defining a feed and changing it: what is inferred, taken, refused, and what becomes of a feed while its tables change.

mod changes;
mod collations;
mod conditions;
mod configuration;
mod definition;
mod dropped_tables;
mod embedding_definition;
mod indexes;
mod inference;
mod kinds;
mod mentions;
mod owners;
mod rollback;
mod schemas;
