//! Which posts have to be looked at closely to know the first ones of a ranking, where of most only bounds of their scores are
//! known: what some factors need is dear, and most posts end far below the page whatever these say.

use super::scale::Scale;

/// A post by what is known of its score before diversity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// A number for its author; posts without an author have none in common.
    pub author: Option<usize>,
    /// The score is at least this, and at most that.
    pub least: f64,
    pub most: f64,
    /// It stands in the ranking, but is not wanted: earlier pages showed it.
    pub shown: bool,
}

impl Standing {
    /// Whether the score is known.
    pub fn is_known(&self) -> bool {
        self.least == self.most
    }

    /// Whether either may stand before the other.
    fn meets(&self, other: &Standing) -> bool {
        self.least <= other.most && other.least <= self.most
    }
}

/// Posts by what is known of their scores, and who may come first.
#[derive(Debug, Clone)]
pub struct Contest<'s> {
    scale: &'s Scale,
    posts: Vec<Standing>,
    /// The places of each author's posts.
    by_author: Vec<Vec<usize>>,
}

impl<'s> Contest<'s> {
    pub fn new(scale: &'s Scale, posts: Vec<Standing>) -> Contest<'s> {
        let authors = posts.iter().filter_map(|post| post.author).max();
        let mut by_author = vec![Vec::new(); authors.map_or(0, |most| most + 1)];
        for (place, post) in posts.iter().enumerate() {
            if let Some(author) = post.author {
                by_author[author].push(place);
            }
        }
        Contest {
            scale,
            posts,
            by_author,
        }
    }

    pub fn posts(&self) -> &[Standing] {
        &self.posts
    }

    /// Takes narrower bounds of a post's score, since more is known now.
    pub fn settle(&mut self, place: usize, least: f64, most: f64) {
        let post = &mut self.posts[place];
        (post.least, post.most) = (least, most);
    }

    /// The `want` posts that may come first, as far as their scores are not known: once they are, fewer contend.
    pub fn favourites(&self, want: usize) -> Vec<usize> {
        let bounds = self.bounds();
        let mut wanted = self.wanted();
        wanted.sort_by(|one, other| bounds[*other].1.total_cmp(&bounds[*one].1));
        wanted.truncate(want);
        wanted.retain(|place| !self.posts[*place].is_known());
        wanted
    }

    /// All posts whose scores have to be known to tell which are the first `want` ones and in which order.
    pub fn contenders(&self, want: usize) -> Vec<usize> {
        let bounds = self.bounds();
        let wanted = self.wanted();
        let mut least: Vec<f64> = wanted.iter().map(|place| bounds[*place].0).collect();
        least.sort_by(|one, other| other.total_cmp(one));
        // So many posts reach this at least.
        let bar = match want.checked_sub(1).and_then(|last| least.get(last)) {
            Some(bar) => *bar,
            None => f64::NEG_INFINITY,
        };
        let mut needed = vec![false; self.posts.len()];
        for place in wanted.into_iter().filter(|place| bounds[*place].1 >= bar) {
            needed[place] = true;
            // How many of the same author stand before it has to be known, too.
            for other in self.others(place) {
                needed[other] |= self.posts[other].meets(&self.posts[place]);
            }
        }
        let needed = needed.into_iter().enumerate();
        needed
            .filter(|(place, needed)| *needed && !self.posts[*place].is_known())
            .map(|(place, _)| place)
            .collect()
    }

    fn wanted(&self) -> Vec<usize> {
        let places = self.posts.iter().enumerate();
        places
            .filter(|(_, post)| !post.shown)
            .map(|(place, _)| place)
            .collect()
    }

    /// The other posts of a post's author.
    fn others(&self, place: usize) -> impl Iterator<Item = usize> {
        let author = self.posts[place].author;
        let all = author.map_or(&[][..], |author| &self.by_author[author]);
        all.iter().copied().filter(move |other| *other != place)
    }

    /// Between what each score lies once diversity has taken its part.
    fn bounds(&self) -> Vec<(f64, f64)> {
        let bound = |(place, post): (usize, &Standing)| {
            let (mut fewest, mut most) = (0, 0);
            for other in self.others(place).map(|other| &self.posts[other]) {
                fewest += u32::from(other.least > post.most);
                most += u32::from(other.most >= post.least);
            }
            (
                post.least * self.scale.diversity(most),
                post.most * self.scale.diversity(fewest),
            )
        };
        self.posts.iter().enumerate().map(bound).collect()
    }
}

#[cfg(test)]
#[path = "contest_test.rs"]
mod contest_test;
