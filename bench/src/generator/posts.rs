//! Posts: when each was written, by whom, in which group, about which other post, and how much it will be liked.

use std::time::SystemTime;

use rand::RngExt;
use rand::rngs::StdRng;
use rand_distr::{Distribution, Pareto};

use super::authors::author;
use super::calendar::{Moment, stamp};
use super::groups::Groups;
use super::recipe::Recipe;
use crate::failure::{Failure, Outcome};
use crate::network::DAYS;

/// How often a post is liked follows a power law (Pareto, exponent 1): once or twice in most cases, and for a few by most of a small
/// network, or by ten thousand. That is about fourteen times on average.
const LEAST_LIKED: f64 = 1.5;
const MOST_LIKED: f64 = 10_000.0;
/// At most so many accounts of ten like a post.
const OF_TEN: f64 = 9.0;
/// The share of posts in a group that their author is a member of.
const GROUPED: f64 = 0.1;
/// A quote is about a post of so many days before.
const QUOTED_WITHIN: usize = 2;
/// So many likes for each quote.
const LIKES_FOR_A_QUOTE: f64 = 50.0;

/// As long as posts are; each is a part of it.
const TEXT: &str = "one more line of a post, as long as posts are. one more line of a post, as long as posts are. \
                    one more line of a post, as long as posts are. one more line of a post, as long as posts are. ";
const SHORTEST: usize = 20;

/// A row of posts.
pub type Row = (i64, i64, Option<i64>, Option<i64>, SystemTime, &'static str);

/// All posts, in order of time; the one at place 0 has the number 1.
#[derive(Debug, PartialEq)]
pub struct Posts {
    times: Vec<Moment>,
    authors: Vec<u32>,
    /// How often the posts up to each are liked, added up.
    liked: Vec<u64>,
}

impl Posts {
    pub fn draw(recipe: &Recipe) -> Outcome<Self> {
        let size = &recipe.size;
        let mut random = recipe.random("posts");
        let most = (size.users as f64 * OF_TEN / 10.0).min(MOST_LIKED);
        let likes =
            Pareto::new(LEAST_LIKED, 1.0).map_err(|error| Failure::said(error.to_string()))?;
        let count = size.posts as usize;
        let mut posts = Self {
            times: Vec::with_capacity(count),
            authors: Vec::with_capacity(count),
            liked: Vec::with_capacity(count),
        };
        let mut liked = 0;
        for place in 0..count {
            let part = (place as f64 + random.random::<f64>()) / count as f64;
            let time = recipe.calendar.at(part);
            posts.times.push(time);
            posts.authors.push(author(recipe, &mut random, time) as u32);
            liked += likes.sample(&mut random).min(most) as u64;
            posts.liked.push(liked);
        }
        Ok(posts)
    }

    pub fn len(&self) -> usize {
        self.times.len()
    }

    pub fn time(&self, place: usize) -> Moment {
        self.times[place]
    }

    pub fn author(&self, place: usize) -> i64 {
        i64::from(self.authors[place])
    }

    /// When the newest one was written.
    pub fn newest(&self) -> Moment {
        self.times.last().copied().unwrap_or_default()
    }

    /// The place of the first one that is not older.
    pub fn since(&self, moment: Moment) -> usize {
        self.times.partition_point(|time| *time < moment)
    }

    /// How many like a post that is no older than likes are.
    pub fn liked(&self, place: usize) -> u64 {
        self.liked[place] - self.liked_before(place)
    }

    fn liked_before(&self, place: usize) -> u64 {
        place.checked_sub(1).map_or(0, |before| self.liked[before])
    }

    /// Who has written most.
    pub fn prolific(&self) -> i64 {
        let mut written = vec![
            0_u32;
            self.authors
                .iter()
                .max()
                .map_or(1, |last| *last as usize + 1)
        ];
        self.authors
            .iter()
            .for_each(|author| written[*author as usize] += 1);
        let first = written
            .iter()
            .enumerate()
            .max_by_key(|(author, posts)| (**posts, usize::MAX - author));
        first.map_or(1, |(author, _)| author as i64)
    }

    /// The rows, of which one quotes another for each fifty of so many likes.
    pub fn rows(
        &self,
        recipe: &Recipe,
        groups: &Groups,
        likes: usize,
    ) -> impl Iterator<Item = Row> {
        let mut random = recipe.random("post rows");
        let quoting = (likes as f64 / LIKES_FOR_A_QUOTE / self.len() as f64).min(1.0);
        (0..self.len()).map(move |place| {
            let author = self.author(place);
            let grouped = random.random_bool(GROUPED);
            let group = grouped
                .then(|| groups.one_of(author, &mut random))
                .flatten();
            let quotes = random.random_bool(quoting);
            let quoted = quotes.then(|| self.quoted(place, &mut random)).flatten();
            let body = &TEXT[..random.random_range(SHORTEST..=TEXT.len())];
            (
                place as i64 + 1,
                author,
                group,
                quoted,
                stamp(self.time(place)),
                body,
            )
        })
    }

    /// The number of a post of the days before, the more likely the more it is liked.
    fn quoted(&self, place: usize, random: &mut StdRng) -> Option<i64> {
        let window = self.len() * QUOTED_WITHIN / DAYS as usize;
        let (from, to) = (place.saturating_sub(window), place);
        let likes = self.liked_before(from)..self.liked_before(to);
        if likes.is_empty() {
            return None;
        }
        let like = random.random_range(likes);
        Some(self.liked.partition_point(|liked| *liked <= like) as i64 + 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::generator::calendar::DAY;
    use crate::generator::recipe::tests::tiny;

    #[test]
    fn posts_are_numbered_in_order_of_time_and_every_day_has_about_as_many() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        assert!(posts.times.is_sorted());
        let days: Vec<i64> = posts
            .times
            .iter()
            .map(|time| (time - recipe.calendar.start()) / DAY)
            .collect();
        let of_day = |day| days.iter().filter(|written| **written == day).count() as i64;
        let fair = recipe.size.posts / DAYS;
        assert!((0..DAYS).all(|day| (fair - 2..=fair + 2).contains(&of_day(day))));
    }

    #[test]
    fn a_quote_is_about_an_earlier_post_and_a_group_is_one_of_the_authors() {
        let recipe = tiny(1);
        let (posts, groups) = (Posts::draw(&recipe).unwrap(), Groups::draw(&recipe));
        let rows: Vec<Row> = posts.rows(&recipe, &groups, 3_000).collect();
        let quotes: Vec<&Row> = rows.iter().filter(|row| row.3.is_some()).collect();
        assert!((30..120).contains(&quotes.len()), "{}", quotes.len());
        assert!(
            quotes
                .iter()
                .all(|row| row.3.is_some_and(|quoted| (1..row.0).contains(&quoted)))
        );
        let grouped = rows.iter().filter(|row| row.2.is_some()).count();
        assert!((200..400).contains(&grouped), "{grouped}");
    }

    #[test]
    fn some_posts_are_liked_by_most_and_many_hardly() {
        let recipe = tiny(1);
        let posts = Posts::draw(&recipe).unwrap();
        let liked: Vec<u64> = (0..posts.len()).map(|place| posts.liked(place)).collect();
        let most = recipe.size.users as u64 * 9 / 10;
        assert_eq!(liked.iter().max(), Some(&most));
        let hardly = liked.iter().filter(|likes| **likes <= 2).count();
        assert!(
            (0.4..0.6).contains(&(hardly as f64 / liked.len() as f64)),
            "{hardly}"
        );
    }

    #[test]
    fn equal_seeds_write_equal_posts() {
        let posts = |seed| Posts::draw(&tiny(seed)).unwrap();
        assert_eq!(posts(1), posts(1));
        assert_ne!(posts(1), posts(2));
    }
}
