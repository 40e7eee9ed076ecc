//! Which posts are ranked: the newest of the viewer's timeline, those trending, and those like what the viewer engaged with.

use foldhash::HashMap;

use crate::engagement::by_actor::Engaged;
use crate::engagement::count::Counts;
use crate::error::Outcome;
use crate::merge::key::Key;
use crate::merge::position::Position;
use crate::settings::Replies;
use crate::similar::nearest::{Nearest, nearest};
use crate::timeline::circle::Circle;
use crate::timeline::newest::{Stretch, newest};
use crate::timeline::post::Post;
use crate::timeline::reader::Reader;
use crate::timeline::rules::{Audience, Reasons, Rules};
use crate::trending::question::{Order, Question};
use crate::trending::ranked::page;
use crate::trending::terms::Terms;
use crate::trending::worth::Worth;

/// A post that is ranked.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub post: Post,
    /// Those of the viewer's timeline; none for a post from elsewhere.
    pub reasons: Reasons,
    pub trending: bool,
    pub similar: bool,
    /// What its engagement is worth, where it was found by that.
    pub worth: Option<Worth>,
}

/// What is ranked for a viewer.
pub struct Candidates {
    pub all: Vec<Candidate>,
    /// The rest of the timeline lies below.
    pub rest: Position,
}

/// What the sources of candidates share.
pub struct Asked<'q> {
    pub viewer: &'q Key,
    pub counts: &'q Counts,
    pub terms: &'q Terms,
    /// The clock of all pages.
    pub as_of: i64,
    /// The viewer's newest engagements.
    pub engaged: &'q [Engaged],
    /// What they are about on the whole; None: that cannot be told.
    pub interest: Option<&'q [f64]>,
}

impl Asked<'_> {
    /// No candidate was written before.
    pub fn oldest(&self, reader: &Reader) -> i64 {
        reader.feed.spans.candidates.before(self.as_of)
    }
}

/// All candidates, each once, in no order.
pub fn candidates(reader: &Reader, circle: &mut Circle, asked: &Asked) -> Outcome<Candidates> {
    let mut found = Found::default();
    let rest = timeline(reader, circle, asked, &mut found)?;
    trending(reader, circle, asked, &mut found)?;
    similar(reader, circle, asked, &mut found)?;
    Ok(Candidates {
        all: found.all,
        rest,
    })
}

/// Posts found so far.
#[derive(Default)]
struct Found {
    all: Vec<Candidate>,
    places: HashMap<Key, usize>,
}

impl Found {
    fn add(&mut self, post: Post, reasons: Reasons) -> &mut Candidate {
        let next = self.all.len();
        let place = *self.places.entry(post.at.id.clone()).or_insert(next);
        if place == next {
            self.all.push(Candidate {
                post,
                reasons,
                trending: false,
                similar: false,
                worth: None,
            });
        }
        &mut self.all[place]
    }
}

/// Adds the newest posts of the timeline; returns below which position the rest of it lies.
fn timeline(
    reader: &Reader,
    circle: &mut Circle,
    asked: &Asked,
    found: &mut Found,
) -> Outcome<Position> {
    let want = reader.feed.settings.candidates_timeline as usize;
    if want == 0 {
        return Ok(reader.top());
    }
    let floor = reader.below(asked.oldest(reader));
    let stretch = Stretch {
        only: Reasons::ALL,
        below: reader.top(),
        above: Some(&floor),
    };
    let posts = newest(reader, circle, asked.viewer, stretch, want)?;
    let last = posts.last().filter(|_| posts.len() == want);
    let rest = match last {
        Some(last) => last.post.at.clone(),
        // By a clock in the future even the newest posts may be too old to be candidates.
        None if asked.oldest(reader) > reader.now => reader.top(),
        None => floor.clone(),
    };
    for shown in posts {
        found.add(shown.post, shown.reasons);
    }
    Ok(rest)
}

/// Adds the top of what is trending for everybody, but for the viewer's own posts and those of authors they may not see.
fn trending(reader: &Reader, circle: &mut Circle, asked: &Asked, found: &mut Found) -> Outcome<()> {
    let settings = &reader.feed.settings;
    let want = settings.candidates_trending as usize;
    if want == 0 {
        return Ok(());
    }
    let max_age = reader.feed.spans.max_age.before(asked.as_of);
    let question = Question {
        order: Order::Decay,
        oldest: max_age.max(asked.oldest(reader)),
        latest: reader.now,
        as_of: asked.as_of,
        // Nobody in particular looks at what is trending, so there is nobody whose followees a reply could answer.
        replies: match settings.replies {
            Replies::All => Replies::All,
            Replies::None | Replies::Followed => Replies::None,
        },
        but: Some(asked.viewer),
        terms: asked.terms,
    };
    for one in page(reader, asked.counts, circle, question, None, want)? {
        let candidate = found.add(one.post, one.reasons);
        candidate.trending = true;
        candidate.worth = Some(Worth {
            hot: one.rank,
            counts: one.counts,
        });
    }
    Ok(())
}

/// Adds the public posts nearest to what the viewer engaged with.
fn similar(reader: &Reader, circle: &mut Circle, asked: &Asked, found: &mut Found) -> Outcome<()> {
    let settings = &reader.feed.settings;
    let (Some(interest), want) = (asked.interest, settings.candidates_similar as usize) else {
        return Ok(());
    };
    let rules = Rules {
        audience: Audience::Anybody,
        replies: settings.replies,
    };
    let question = Nearest {
        oldest: asked.oldest(reader),
        latest: reader.now,
        public_only: true,
        without_author: Some(asked.viewer),
        without_post: None,
    };
    for (shown, _) in nearest(reader, circle, &rules, interest, question, want)? {
        found.add(shown.post, shown.reasons).similar = true;
    }
    Ok(())
}
