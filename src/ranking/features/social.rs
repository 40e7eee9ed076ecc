//! How many of the people a viewer follows engaged with posts of late.

use super::actors::actors;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::timeline::circle::Circle;
use crate::timeline::reader::Reader;

/// How many followees are gone through for each actor, before each actor is looked up instead.
const WORTH: usize = 4;

/// For each post, in their order, how many followees of the viewer are among those who engaged with it of late.
pub fn followees_engaged(reader: &Reader, circle: &mut Circle, posts: &[Key]) -> Outcome<Vec<u32>> {
    let actors = actors(reader, posts)?;
    let all = actors.iter().map(Vec::len).sum::<usize>();
    circle.list_followed(reader, all * WORTH)?;
    circle.ask_followed(reader, actors.iter().flatten())?;
    Ok(actors
        .into_iter()
        .map(|actors| count(actors, circle))
        .collect())
}

/// How many of the actors of a post are followed; one may be among them more than once.
fn count(mut actors: Vec<Key>, circle: &Circle) -> u32 {
    actors.retain(|actor| circle.follows(actor));
    actors.sort_unstable();
    actors.dedup();
    actors.len() as u32
}
