//! The changes of the churn: whatever apps do to posts, people and their relations, each a statement of its own.

use rand::RngExt;
use rand::rngs::StdRng;

use crate::quote::literal;
use crate::shape::Shape;

/// Kinds of changes, and how often each is made.
pub const KINDS: [(&str, u32); 32] = [
    ("post", 22),
    ("several posts", 6),
    ("copy", 5),
    ("post or keep", 4),
    ("post or replace", 5),
    ("merge", 4),
    ("bulk load", 2),
    ("author", 4),
    ("time", 9),
    ("group of a post", 5),
    ("parent", 4),
    ("status", 9),
    ("expiry", 3),
    ("words", 4),
    ("id", 3),
    ("delete", 14),
    ("delete several", 2),
    ("follow", 14),
    ("unfollow", 7),
    ("accept", 4),
    ("other followee", 3),
    ("join", 6),
    ("leave", 3),
    ("membership", 4),
    ("block", 4),
    ("unblock", 5),
    ("other blocked", 2),
    ("mute", 5),
    ("unmute", 4),
    ("suspend", 4),
    ("delete person", 1),
    ("new person", 5),
];

/// So many of them concern posts alone.
const OF_POSTS: usize = 17;

/// A change drawn by these odds, and the place of its kind; perhaps one of posts alone, which leaves windows to be kept up
/// post by post instead of being built anew with every change of a relation.
pub fn random(rng: &mut StdRng, shape: &Shape, posts_alone: bool) -> (usize, String) {
    loop {
        let (place, change) = any(rng, shape);
        if place < OF_POSTS || !posts_alone {
            return (place, change);
        }
    }
}

fn any(rng: &mut StdRng, shape: &Shape) -> (usize, String) {
    let total: u32 = KINDS.iter().map(|(_, weight)| weight).sum();
    let mut ticket = rng.random_range(0..total);
    for (place, (kind, weight)) in KINDS.into_iter().enumerate() {
        if ticket < weight {
            return (place, Draw { rng, shape }.change(kind));
        }
        ticket -= weight;
    }
    unreachable!("the weights add up")
}

struct Draw<'a> {
    rng: &'a mut StdRng,
    shape: &'a Shape,
}

impl Draw<'_> {
    fn person(&mut self) -> String {
        literal(self.shape.person(self.rng))
    }

    fn group(&mut self) -> String {
        literal(self.shape.group(self.rng))
    }

    fn post(&mut self) -> String {
        literal(&self.shape.post(self.rng))
    }

    /// Two people, now and then one twice.
    fn pair(&mut self) -> (String, String) {
        (self.person(), self.person())
    }

    fn or_null(&mut self, chance: f64, value: fn(&mut Self) -> String) -> String {
        if self.rng.random_bool(chance) {
            value(self)
        } else {
            "NULL".to_string()
        }
    }

    /// A time of a post: mostly now or lately, with ties, soon, far, infinite and missing ones.
    fn time(&mut self) -> String {
        let now = self.shape.now;
        match self.rng.random_range(0..100) {
            0..50 => now.to_string(),
            50..65 => format!(
                "{now} - {} * interval '1 ms'",
                self.rng.random_range(1..9_000)
            ),
            65..75 => format!(
                "{now} - {} * interval '1 min'",
                self.rng.random_range(1..9_000)
            ),
            75..86 => format!("'2025-05-0{} 12:00'", self.rng.random_range(1..6)),
            86..93 => format!("{now} + {} * interval '1 ms'", self.soon()),
            93 => format!("{now} + interval '1 day'"),
            94 => "'infinity'".to_string(),
            95 => "'-infinity'".to_string(),
            96 => "'0044-03-15 12:00 BC'".to_string(),
            _ => "NULL".to_string(),
        }
    }

    /// Milliseconds until something happens by itself: often before the next comparison, seldom after all of them.
    fn soon(&mut self) -> u32 {
        let most = [30, 300, 4_000][self.rng.random_range(0..3)];
        self.rng.random_range(1..most)
    }

    fn status(&mut self) -> &'static str {
        if self.rng.random_bool(0.85) {
            "'published'"
        } else {
            "'draft'"
        }
    }

    /// Rows of new posts for VALUES: id, author, time, parent, group, status.
    fn rows(&mut self, most: usize) -> String {
        let count = self.rng.random_range(1..=most);
        let rows: Vec<String> = self
            .shape
            .new_posts(count)
            .iter()
            .map(|id| {
                format!(
                    "({}, {}, {}, {}, {}, {})",
                    literal(id),
                    self.or_null(0.97, Self::person),
                    self.time(),
                    self.or_null(0.2, Self::post),
                    self.or_null(0.3, Self::group),
                    self.status()
                )
            })
            .collect();
        rows.join(", ")
    }

    fn insert(&mut self, most: usize, conflict: &str) -> String {
        format!(
            "INSERT INTO posts (id, author_id, created_at, parent_id, group_id, status) VALUES {}{conflict}",
            self.rows(most)
        )
    }

    fn copy(&mut self) -> String {
        let count = self.rng.random_range(1..8);
        let mut rows = String::new();
        for id in self.shape.new_posts(count) {
            let time = [
                "now",
                "2025-05-03 12:00",
                "infinity",
                "2025-05-04 09:30",
                "now",
            ][self.rng.random_range(0..5)];
            // As COPY reads it: a backslash is written twice.
            let field = |text: &str| text.replace('\\', "\\\\");
            let author = field(self.shape.person(self.rng));
            let group = match self.rng.random_bool(0.3) {
                true => field(self.shape.group(self.rng)),
                false => "\\N".to_string(),
            };
            rows += &format!("{}\t{author}\t{time}\t{group}\n", field(&id));
        }
        // The server reads it from a program, so that it is one statement like all others.
        let octal: String = rows.bytes().map(|byte| format!("\\0{byte:03o}")).collect();
        let program = literal(&format!("printf %b '{octal}'"));
        format!("COPY posts (id, author_id, created_at, group_id) FROM PROGRAM {program}")
    }

    fn merge(&mut self) -> String {
        let author = self.person();
        format!(
            "MERGE INTO posts AS p
USING (VALUES ({})) AS given (id) ON p.id::text = given.id::text
WHEN MATCHED AND p.status = 'draft' THEN DELETE
WHEN MATCHED THEN UPDATE SET author_id = {author}, group_id = NULL
WHEN NOT MATCHED THEN INSERT (id, author_id) VALUES ({}, {author})",
            self.post(),
            literal(&self.shape.new_posts(1)[0]),
        )
    }

    /// A change of one column of one post.
    fn edit(&mut self, assignment: &str) -> String {
        format!("UPDATE posts SET {assignment} WHERE id = {}", self.post())
    }

    fn change(&mut self, kind: &str) -> String {
        match kind {
            "copy" => self.copy(),
            "post" => self.insert(1, ""),
            "several posts" => self.insert(5, ""),
            "post or keep" => self.insert(3, " ON CONFLICT DO NOTHING"),
            "post or replace" if self.shape.ids_are_unique() => self.insert(
                3,
                " ON CONFLICT (id) DO UPDATE SET author_id = excluded.author_id, created_at = excluded.created_at",
            ),
            "post or replace" => self.insert(3, " ON CONFLICT DO NOTHING"),
            "merge" => self.merge(),
            "bulk load" => self.insert(30, " ON CONFLICT DO NOTHING"),
            "author" => {
                let author = self.or_null(0.9, Self::person);
                self.edit(&format!("author_id = {author}"))
            }
            "time" => {
                let time = self.time();
                self.edit(&format!("created_at = {time}"))
            }
            "group of a post" => {
                let group = self.or_null(0.5, Self::group);
                self.edit(&format!("group_id = {group}"))
            }
            "parent" => {
                let parent = self.or_null(0.4, Self::post);
                self.edit(&format!("parent_id = {parent}"))
            }
            "status" => {
                self.edit("status = CASE status WHEN 'draft' THEN 'published' ELSE 'draft' END")
            }
            "expiry" => {
                let soon = self.soon();
                self.edit(&format!("expires_at = CASE WHEN expires_at IS NULL THEN now() + {soon} * interval '1 ms' END"))
            }
            "words" => self.edit("body = coalesce(body, '') || 'x'"),
            "id" => {
                let id = literal(&self.shape.new_posts(1)[0]);
                self.edit(&format!("id = {id}"))
            }
            "delete" => {
                let ids: Vec<String> = (0..self.rng.random_range(1..14))
                    .map(|_| match self.rng.random_bool(0.7) {
                        true => literal(&self.shape.old_post(self.rng)),
                        false => self.post(),
                    })
                    .collect();
                format!("DELETE FROM posts WHERE id IN ({})", ids.join(", "))
            }
            "delete several" => format!(
                "DELETE FROM posts WHERE author_id = {} AND created_at < {} - interval '2 seconds'",
                self.person(),
                self.shape.now
            ),
            relation => self.relate(relation),
        }
    }

    /// Changes of people and their relations.
    fn relate(&mut self, kind: &str) -> String {
        let (one, other) = self.pair();
        let (third, group) = (self.person(), self.group());
        let until = match self.rng.random_range(0..3) {
            0 => "NULL".to_string(),
            1 => "'infinity'".to_string(),
            _ => format!("now() + {} * interval '1 ms'", self.soon()),
        };
        let accepted = self.rng.random_bool(0.9);
        match kind {
            "follow" => format!(
                "INSERT INTO follows VALUES ({one}, {other}, {accepted}) ON CONFLICT DO NOTHING"
            ),
            "unfollow" => {
                format!("DELETE FROM follows WHERE follower_id = {one} AND followee_id = {other}")
            }
            "accept" => format!(
                "UPDATE follows SET accepted = NOT accepted WHERE follower_id = {one} AND followee_id = {other}"
            ),
            "other followee" => format!(
                "UPDATE follows SET followee_id = {third} WHERE follower_id = {one} AND followee_id = {other}"
            ),
            "join" => {
                format!("INSERT INTO memberships VALUES ({one}, {group}) ON CONFLICT DO NOTHING")
            }
            "leave" => {
                format!("DELETE FROM memberships WHERE user_id = {one} AND group_id = {group}")
            }
            "membership" => format!(
                "UPDATE memberships SET left_at = CASE WHEN left_at IS NULL THEN now() END WHERE user_id = {one}"
            ),
            "block" => format!("INSERT INTO blocks VALUES ({one}, {other})"),
            "unblock" => format!("DELETE FROM blocks WHERE {one} IN (blocker_id, blocked_id)"),
            "other blocked" => {
                format!("UPDATE blocks SET blocked_id = {third} WHERE blocker_id = {one}")
            }
            "mute" => format!("INSERT INTO mutes VALUES ({one}, {other}, {until})"),
            "unmute" => format!("DELETE FROM mutes WHERE user_id = {one}"),
            "suspend" => format!(
                "UPDATE users SET is_suspended = NOT is_suspended WHERE id = (SELECT CASE WHEN count(*) > 1 THEN min(id::text) ELSE {one} END FROM users WHERE is_suspended)::{}",
                self.shape.app.user.name()
            ),
            // Most come back at once, without what went with them.
            "delete person" if accepted => {
                format!("DELETE FROM users WHERE id = {one}; INSERT INTO users (id) VALUES ({one})")
            }
            "delete person" => format!("DELETE FROM users WHERE id = {one}"),
            "new person" => {
                let rows: Vec<String> = self
                    .shape
                    .people
                    .iter()
                    .map(|id| format!("({})", literal(id)))
                    .collect();
                format!(
                    "INSERT INTO users (id) VALUES {} ON CONFLICT DO NOTHING",
                    rows.join(", ")
                )
            }
            kind => unreachable!("{kind} is a kind of change"),
        }
    }
}
