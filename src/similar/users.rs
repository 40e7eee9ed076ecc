//! `similar_users`: arguments in, rows out. Everybody's interest is made anew: nothing is kept of it.

use std::cmp::Ordering;

use foldhash::{HashMap, HashMapExt, HashSet};
use pgrx::pg_sys::{self, Datum};

use super::embeddings::{embeddings, required};
use super::interest::{Chosen, LATELY, Liked, POSTS, in_order, interest, visible};
use crate::engagement::by_actor::{actors, tallies};
use crate::error::{Failure, Outcome};
use crate::merge::key::Key;
use crate::pg::function::Call;
use crate::pg::value::{Collated, float_datum, key_datum};
use crate::pg_function;
use crate::score::cosine::cosine;
use crate::timeline::arguments::{loaded_with, page_size, viewer};
use crate::timeline::circle::Circle;
use crate::timeline::reader::{Reader, read};

pg_function!(similar_users, pg_finfo_similar_users, call_similar_users);

/// How many people are looked at at a time.
const PIECE: usize = 500;

/// How many numbers of embeddings are remembered from one piece to the next: 64 MB.
const REMEMBERED: usize = 16 << 20;

/// `similar_users(account, page_size)`
fn call_similar_users(call: &Call) -> Outcome<Datum> {
    let loaded = loaded_with(call, |loaded| vec![loaded.feed.user_kind()])?;
    let user = loaded.feed.user_kind();
    let want = page_size(call, 1)?;
    let rows = read(&loaded, |reader| {
        let account = viewer(reader, call, 0)?.ok_or_else(|| Failure::null("account"))?;
        required(reader.feed)?;
        let Some(interest) = interest(reader, &account, reader.now)? else {
            return Ok(Vec::new());
        };
        let mut nobody = Circle::new(None, false);
        nearest_people(reader, &interest, want, &mut |people| {
            nobody.ask_authors(reader, people.iter())?;
            let wanted = |one: &Key| *one != account && nobody.shows(one);
            Ok(people.iter().filter(|one| wanted(one)).cloned().collect())
        })
    })?;
    call.rows(
        [pg_sys::INT4OID, user, pg_sys::FLOAT8OID],
        rows.into_iter().enumerate().map(|(place, one)| {
            [
                Some(Datum::from(place as i32 + 1)),
                key_datum(&one.user, user),
                Some(float_datum(one.similarity)),
            ]
        }),
    )
}

/// Somebody, and the cosine of their interest and another.
pub struct Similar {
    pub user: Key,
    pub similarity: f64,
}

/// The first `want` of all people by the cosine of their interest and another, of those whom `choose` keeps of some; equally
/// similar ones in the order of their keys.
pub fn nearest_people(
    reader: &Reader,
    to: &[f64],
    want: usize,
    choose: &mut dyn FnMut(&[Key]) -> Outcome<Vec<Key>>,
) -> Outcome<Vec<Similar>> {
    let since = reader.now.saturating_sub(LATELY);
    let order = Collated(reader.feed.posts.author.collation);
    let compare = |one: &Similar, other: &Similar| -> Ordering {
        let similarity = other.similarity.total_cmp(&one.similarity);
        similarity.then_with(|| one.user.compare(&other.user, &order))
    };
    let mut found: Vec<Similar> = Vec::new();
    let mut library = Library::default();
    for piece in actors(reader, since)?.chunks(PIECE) {
        let chosen = choose(piece)?;
        for (user, interest) in interests(reader, &chosen, since, &mut library)? {
            found.extend(cosine(to, &interest).map(|similarity| Similar { user, similarity }));
        }
        found.sort_by(compare);
        found.truncate(want);
    }
    Ok(found)
}

/// Embeddings of visible posts that have been looked up; None of a post that is not visible, or has none.
#[derive(Default)]
struct Library {
    about: HashMap<Key, Option<Vec<f32>>>,
}

impl Library {
    fn look_up(&mut self, reader: &Reader, wanted: HashSet<Key>) -> Outcome<()> {
        let numbers: usize = self.about.values().flatten().map(Vec::len).sum();
        if numbers > REMEMBERED {
            self.about.retain(|post, _| wanted.contains(post));
        }
        let wanted: Vec<Key> = wanted
            .into_iter()
            .filter(|post| !self.about.contains_key(post))
            .collect();
        let shown = visible(reader, &wanted, reader.now)?;
        let mut found = embeddings(reader, &shown)?;
        for post in wanted {
            let about = found.remove(&post);
            self.about.insert(post, about);
        }
        Ok(())
    }
}

/// The interests of some people, of whoever has one.
fn interests(
    reader: &Reader,
    people: &[Key],
    since: i64,
    library: &mut Library,
) -> Outcome<Vec<(Key, Vec<f64>)>> {
    let mut waiting: Vec<Person> = liked_by(reader, people, since)?;
    let mut interests = Vec::new();
    while !waiting.is_empty() {
        let next = waiting.iter().flat_map(|person| person.next());
        library.look_up(reader, next.map(|one| one.post.clone()).collect())?;
        for mut person in std::mem::take(&mut waiting) {
            person.look(library);
            match person.is_done() {
                false => waiting.push(person),
                true => {
                    interests.extend(person.chosen.mean(reader).map(|mean| (person.user, mean)))
                }
            }
        }
    }
    Ok(interests)
}

/// Somebody whose interest is being made.
struct Person {
    user: Key,
    /// What they engaged with, in order.
    liked: Vec<Liked>,
    /// How many of these have been looked at.
    seen: usize,
    chosen: Chosen,
}

impl Person {
    /// The posts to be looked at next.
    fn next(&self) -> &[Liked] {
        let end = self.liked.len().min(self.seen + POSTS);
        &self.liked[self.seen..end]
    }

    fn look(&mut self, library: &Library) {
        let end = self.seen + self.next().len();
        for one in &self.liked[self.seen..end] {
            if let Some(Some(about)) = library.about.get(&one.post) {
                self.chosen.offer(one, about.clone());
            }
        }
        self.seen = end;
    }

    fn is_done(&self) -> bool {
        self.seen == self.liked.len() || self.chosen.is_full()
    }
}

fn liked_by(reader: &Reader, people: &[Key], since: i64) -> Outcome<Vec<Person>> {
    let mut all: HashMap<Key, HashMap<Key, Liked>> = HashMap::new();
    for tally in tallies(reader, people, None, since)? {
        let newest = tally.newest;
        let liked = all
            .entry(tally.actor)
            .or_default()
            .entry(newest.post.clone())
            .or_insert_with(|| Liked {
                post: newest.post,
                at: newest.at,
                counts: vec![0; reader.feed.signals.len()],
            });
        liked.at = liked.at.max(newest.at);
        liked.counts[newest.signal] += tally.n;
    }
    let person = |(user, liked): (Key, HashMap<Key, Liked>)| {
        let mut liked: Vec<Liked> = liked.into_values().collect();
        in_order(reader, &mut liked);
        Person {
            user,
            liked,
            seen: 0,
            chosen: Chosen::default(),
        }
    };
    Ok(all.into_iter().map(person).collect())
}
