//! What must not work: wrong arguments, missing rights, hostile names, paths and owners.

mod bad_input;
mod default_privileges;
mod escalation;
mod injection;
mod search_path;
mod security;
mod viewer;
