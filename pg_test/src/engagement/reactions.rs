//! Reactions for the churn: tables beside those of a shape, its signals, and what people do to them, each a statement of its own.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::churn;
use crate::engagement::{Engagement, Signal};
use crate::quote::literal;
use crate::session::Session;
use crate::shape::Shape;

/// What is emptied amid the churn.
pub const EMPTIED: [&str; 4] = ["likes", "reactions, bookmarks", "posts CASCADE", "mutes"];

/// A shape with reactions among its changes.
pub fn beside(shape: &Shape) -> Shape {
    let mut shape = shape.clone();
    shape.reactions = true;
    shape
}

/// Makes the shape's tables and those of reactions, and the feed with all signals.
pub fn define(session: &mut Session, shape: &Shape) -> Engagement {
    churn::define(session, shape);
    declare(session, shape);
    let engagement = engagement(shape);
    for signal in &engagement.signals {
        session.run(&signal.add("home"));
    }
    engagement
}

/// Makes the tables, in the key types of the shape: one row for each pair, of several kinds, and without a time.
fn declare(session: &mut Session, shape: &Shape) {
    let columns = "SELECT id AS post_id, author_id AS user_id";
    session.run(&format!(
        "CREATE TABLE likes AS {columns}, now() AS created_at FROM posts WITH NO DATA;
         ALTER TABLE likes ALTER created_at SET DEFAULT now(), ADD UNIQUE (post_id, user_id);
         CREATE TABLE bookmarks AS {columns} FROM posts WITH NO DATA;
         CREATE TABLE of_post AS {columns} FROM posts WITH NO DATA"
    ));
    if shape.name == "numbers" {
        session.run("ALTER TABLE likes ADD FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE ON UPDATE CASCADE");
    }
    let parted = shape.name == "partitions";
    let partition = if parted {
        " PARTITION BY LIST (kind)"
    } else {
        ""
    };
    session.run(&format!(
        "CREATE TABLE reactions (LIKE of_post, kind text, at timestamp, hidden boolean){partition}; DROP TABLE of_post"
    ));
    if parted {
        session.run(
            "CREATE TABLE reactions_wow PARTITION OF reactions FOR VALUES IN ('wow');
             CREATE TABLE reactions_rest PARTITION OF reactions DEFAULT",
        );
    }
}

/// The feed's signals.
fn engagement(shape: &Shape) -> Engagement {
    let reaction = |name: &str, active: &str, weight: f64| Signal {
        table: "reactions".to_string(),
        created_at: Some("at".to_string()),
        local_time: true,
        active: Some(active.to_string()),
        weight: Some(weight),
        ..Signal::plain(name)
    };
    let replies = Signal {
        table: shape.app.posts.table.clone(),
        post: "parent_id".to_string(),
        actor: Some(shape.app.posts.author.clone()),
        created_at: Some(shape.app.posts.created_at.clone()),
        local_time: shape.app.posts.local_time,
        ..Signal::plain("replies")
    };
    let bookmarks = Signal {
        created_at: None,
        ..Signal::plain("bookmarks")
    };
    Engagement::new(
        shape.app.clone(),
        vec![
            Signal::plain("likes"),
            reaction("wow", "kind = 'wow'", 2.0),
            bookmarks,
            reaction("sad", "kind = 'sad' AND NOT hidden", 0.5),
            replies,
        ],
    )
}

/// One change.
pub fn random(rng: &mut StdRng, shape: &Shape) -> String {
    Draw { rng, shape }.change()
}

struct Draw<'a> {
    rng: &'a mut StdRng,
    shape: &'a Shape,
}

impl Draw<'_> {
    fn post(&mut self) -> String {
        match self.rng.random_range(0..40) {
            0 => "NULL".to_string(),
            // Perhaps a post to come.
            1..4 => literal(&self.shape.old_post(self.rng)),
            _ => literal(&self.shape.post(self.rng)),
        }
    }

    fn person(&mut self) -> String {
        literal(self.shape.person(self.rng))
    }

    /// Mostly now, else some hours ago, at the edge of an hour, in an hour to come, or at no time.
    fn time(&mut self) -> String {
        match self.rng.random_range(0..20) {
            0..10 => "now()".to_string(),
            10..15 => format!(
                "now() - {} * interval '25 min'",
                self.rng.random_range(1..300)
            ),
            15 => "date_trunc('hour', now())".to_string(),
            16 => "date_trunc('hour', now()) - interval '1 microsecond'".to_string(),
            17 => format!(
                "now() + {} * interval '15 min'",
                self.rng.random_range(1..9)
            ),
            18 => "timestamptz 'infinity'".to_string(),
            _ => "NULL::timestamptz".to_string(),
        }
    }

    fn local_time(&mut self) -> String {
        format!("({}) AT TIME ZONE 'UTC'", self.time())
    }

    fn kind(&mut self) -> &'static str {
        ["'wow'", "'wow'", "'sad'", "'sad'", "'odd'", "NULL"][self.rng.random_range(0..6)]
    }

    fn hidden(&mut self) -> &'static str {
        ["false", "false", "false", "true", "NULL"][self.rng.random_range(0..5)]
    }

    /// Likes of one person: of posts that are there, or of any where nothing forbids it.
    fn likes(&mut self, most: usize) -> String {
        let (person, time) = (self.person(), self.time());
        let columns = "INSERT INTO likes (post_id, user_id, created_at)";
        if self.shape.name != "numbers" && self.rng.random_bool(0.3) {
            return format!("{columns} VALUES ({}, {person}, {time})", self.post());
        }
        let posts: Vec<String> = (0..self.rng.random_range(1..=most))
            .map(|_| self.post())
            .collect();
        format!(
            "{columns} SELECT id, {person}, {time} FROM posts WHERE id IN ({})",
            posts.join(", ")
        )
    }

    fn change(&mut self) -> String {
        let (post, other, person) = (self.post(), self.post(), self.person());
        match self.rng.random_range(0..26) {
            0..4 => format!("{} ON CONFLICT DO NOTHING", self.likes(3)),
            4..6 => format!("{} ON CONFLICT DO NOTHING", self.likes(30)),
            6 => format!(
                "{} ON CONFLICT (post_id, user_id) DO UPDATE SET created_at = excluded.created_at",
                self.likes(4)
            ),
            7..9 => format!("DELETE FROM likes WHERE post_id = {post} AND user_id = {person}"),
            9 => format!("DELETE FROM likes WHERE user_id = {person}"),
            10 => format!("DELETE FROM likes WHERE post_id = {post}"),
            11 => format!(
                "UPDATE likes SET created_at = {} WHERE user_id = {person}",
                self.time()
            ),
            12 => format!(
                "UPDATE likes SET post_id = {other} WHERE post_id = {post} AND user_id = {person}"
            ),
            13..17 => {
                let rows: Vec<String> = (0..self.rng.random_range(1..6))
                    .map(|_| {
                        format!(
                            "({}, {}, {}, {}, {})",
                            self.post(),
                            self.person(),
                            self.kind(),
                            self.local_time(),
                            self.hidden()
                        )
                    })
                    .collect();
                format!("INSERT INTO reactions VALUES {}", rows.join(", "))
            }
            17 => format!("DELETE FROM reactions WHERE user_id = {person} AND post_id = {post}"),
            18 => format!(
                "DELETE FROM reactions WHERE user_id = {person} AND kind = {}",
                self.kind()
            ),
            19 => format!(
                "UPDATE reactions SET kind = {}, hidden = {} WHERE post_id = {post}",
                self.kind(),
                self.hidden()
            ),
            20 => format!(
                "UPDATE reactions SET post_id = {other}, at = {} WHERE post_id = {post}",
                self.local_time()
            ),
            21 => "UPDATE reactions SET hidden = NOT hidden WHERE kind = 'sad'".to_string(),
            22..24 => {
                format!("INSERT INTO bookmarks VALUES ({post}, {person}), ({other}, {person})")
            }
            24 => format!("DELETE FROM bookmarks WHERE post_id = {post} OR user_id = {person}"),
            _ => format!("UPDATE bookmarks SET post_id = {other} WHERE user_id = {person}"),
        }
    }
}
