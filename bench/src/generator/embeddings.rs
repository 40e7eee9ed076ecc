//! Embeddings of recent posts: the centre of the post's topic and noise as long as that, so that two posts of one topic have a cosine
//! of about a half.

use pgvector::Vector;
use postgres::Client;
use rand::RngExt;
use rand::rngs::StdRng;
use rand_distr::{Distribution, StandardNormal};

use super::calendar::DAY;
use super::planted;
use super::posts::Posts;
use super::recipe::Recipe;
use crate::failure::Outcome;
use crate::network::DIMENSIONS;

const TABLE: &str = include_str!("../../sql/generator/embeddings.sql");
pub const KEY: &str = "ALTER TABLE embeddings ADD PRIMARY KEY (post_id)";
const PGVECTOR: &str = include_str!("../../sql/generator/pgvector.sql");

const TOPICS: u8 = 100;
/// An author cares for so many topics, and so much of what they write is about one of these.
const TOPICS_OF_AUTHOR: usize = 3;
const OF_AUTHOR: f64 = 0.8;

/// The schema of pgvector, which is created unless it is there.
pub fn pgvector(client: &mut Client) -> Outcome<String> {
    client.batch_execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")?;
    Ok(client.query_one(PGVECTOR, &[])?.get(0))
}

/// The statement that makes the table, for pgvector in a schema.
pub fn table(pgvector: &str) -> String {
    TABLE
        .replace("{vector}", pgvector)
        .replace("{dimensions}", &DIMENSIONS.to_string())
}

/// What posts are about: where the centre of each topic lies, and what each author cares for.
pub struct Topics {
    centres: Vec<Vec<f32>>,
    of: Vec<[u8; TOPICS_OF_AUTHOR]>,
}

impl Topics {
    pub fn draw(recipe: &Recipe) -> Self {
        let mut random = recipe.random("topics");
        let centres = (0..TOPICS).map(|_| direction(&mut random)).collect();
        let of = (0..planted::last_account(&recipe.size))
            .map(|_| [0; TOPICS_OF_AUTHOR].map(|_: u8| random.random_range(0..TOPICS)))
            .collect();
        Self { centres, of }
    }

    fn of(&self, author: i64, random: &mut StdRng) -> u8 {
        match random.random_bool(OF_AUTHOR) {
            true => self.of[author as usize - 1][random.random_range(0..TOPICS_OF_AUTHOR)],
            false => random.random_range(0..TOPICS),
        }
    }

    /// The rows of embeddings, and how many there are.
    pub fn rows(
        &self,
        recipe: &Recipe,
        posts: &Posts,
    ) -> (usize, impl Iterator<Item = (i64, i32, Vector)>) {
        let mut random = recipe.random("embeddings");
        let first = posts.since(recipe.calendar.end() - recipe.size.embedded_days * DAY);
        let rows = (first..posts.len()).map(move |place| {
            let topic = self.of(posts.author(place), &mut random);
            let noise = direction(&mut random);
            let centre = &self.centres[usize::from(topic)];
            let embedding: Vec<f32> = centre
                .iter()
                .zip(noise)
                .map(|(one, other)| one + other)
                .collect();
            (place as i64 + 1, i32::from(topic), Vector::from(embedding))
        });
        (posts.len() - first, rows)
    }
}

/// A vector in any direction, about 1 long.
fn direction(random: &mut StdRng) -> Vec<f32> {
    let scale = (DIMENSIONS as f32).sqrt().recip();
    let mut numbers = StandardNormal.sample_iter(random);
    (0..DIMENSIONS)
        .map(|_| numbers.next().unwrap_or(0.0_f32) * scale)
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generator::recipe::tests::tiny;

    fn cosine(one: &Vector, other: &Vector) -> f32 {
        let dot = |a: &Vector, b: &Vector| -> f32 {
            a.as_slice()
                .iter()
                .zip(b.as_slice())
                .map(|(a, b)| a * b)
                .sum()
        };
        dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
    }

    #[test]
    fn posts_of_one_topic_are_half_alike_and_others_are_not() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        let topics = Topics::draw(&recipe);
        let rows: Vec<_> = topics.rows(&recipe, &posts).1.take(150).collect();
        for one in &rows {
            for other in rows.iter().filter(|other| other.0 != one.0) {
                let expected = if one.1 == other.1 { 0.5 } else { 0.0 };
                let found = cosine(&one.2, &other.2);
                assert!((found - expected).abs() < 0.3, "{found}, not {expected}");
            }
        }
    }

    #[test]
    fn four_posts_of_five_are_about_what_their_author_cares_for() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        let topics = Topics::draw(&recipe);
        let rows: Vec<_> = topics.rows(&recipe, &posts).1.collect();
        let cared = |row: &&(i64, i32, Vector)| {
            let author = posts.author(row.0 as usize - 1);
            topics.of[author as usize - 1]
                .iter()
                .any(|topic| i32::from(*topic) == row.1)
        };
        let share = rows.iter().filter(cared).count() as f64 / rows.len() as f64;
        assert!((0.76..0.86).contains(&share), "{share}");
    }
}
