//! Fills the tables of a random network: who exists, who wrote what and when, who follows, belongs, blocks.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::app::App;
use crate::dataset::{Dataset, Value};
use crate::key;
use crate::moment;
use crate::session::Session;
use crate::tables::{EXCLUSIONS, Tables};
use crate::traits::{Graph, Traits};

/// A network whose rows are known; the last user has no row anywhere.
#[derive(Debug)]
pub struct Network {
    pub app: App,
    pub declarations: Vec<String>,
    pub datasets: Vec<Dataset>,
    pub users: Vec<String>,
    pub groups: Vec<String>,
    pub zone: &'static str,
}

/// The network of these traits; the role reads it under row-level security.
pub fn generate(rng: &mut StdRng, traits: &Traits, role: Option<&str>) -> Network {
    let tables = Tables { traits, role };
    let mut users = key::distinct(rng, traits.narrowest_user(), traits.account_count + 1);
    let nobody = users.pop().expect("there is a user");
    let groups = key::distinct(rng, traits.narrowest_group(), traits.group_count);
    let mut source = Source {
        rng,
        tables: &tables,
        users: &users,
        groups: &groups,
    };
    let mut datasets = vec![source.posts(), source.follows(), source.memberships()];
    for (table, _) in EXCLUSIONS {
        datasets.push(source.exclusions(table));
    }
    datasets.push(source.accounts());
    users.push(nobody);
    Network {
        app: tables.app(),
        declarations: tables.declarations(),
        datasets,
        users,
        groups,
        zone: traits.zone,
    }
}

impl Network {
    pub fn declare(&self, session: &mut Session) {
        for statement in &self.declarations {
            session.run(statement);
        }
    }

    pub fn fill(&self, session: &mut Session) {
        for statement in self.datasets.iter().flat_map(Dataset::inserts) {
            session.run(&statement);
        }
    }

    pub fn define(&self, session: &mut Session) {
        for call in self.app.definition() {
            session.run(&call);
        }
    }
}

struct Source<'a> {
    rng: &'a mut StdRng,
    tables: &'a Tables<'a>,
    users: &'a [String],
    groups: &'a [String],
}

impl Source<'_> {
    fn columns(&self, logical: &[&str]) -> Vec<String> {
        logical.iter().map(|name| self.tables.name(name)).collect()
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.rng.random_bool(probability)
    }

    fn user(&mut self) -> Value {
        if self.chance(0.02) {
            return Value::Null;
        }
        Value::of(self.users.choose(self.rng).expect("there are users"))
    }

    /// One of the alternatives; the first is the usual one, and NULL is among the others.
    fn word(&mut self, usual: f64, words: &[&str]) -> Value {
        if self.chance(usual) {
            return Value::of(words[0]);
        }
        words[1..]
            .choose(self.rng)
            .filter(|_| self.rng.random_bool(0.8))
            .map_or(Value::Null, |word| Value::of(word))
    }

    fn group(&mut self) -> Value {
        Value::of(self.groups.choose(self.rng).expect("there are groups"))
    }

    /// `active` and `until` of a row.
    fn validity(&mut self) -> [Value; 2] {
        let until = match self.rng.random_range(0..10) {
            0 => Value::of("2020-02-02 00:00+00"),
            1 => Value::of("2999-09-09 00:00+00"),
            2 => Value::of("infinity"),
            _ => Value::Null,
        };
        [self.word(0.85, &["true", "false"]), until]
    }

    fn posts(&mut self) -> Dataset {
        let traits = self.tables.traits;
        let ids = key::distinct(self.rng, traits.narrowest_post(), traits.post_count + 1);
        let (missing, ids) = ids.split_last().expect("there is a post");
        let mut posts = Dataset::new(
            &self.tables.name("posts"),
            &self.columns(&[
                "id",
                "author_id",
                "created_at",
                "parent_id",
                "group_id",
                "pinned",
                "status",
                "visibility",
                "is_deleted",
                "expires_at",
            ]),
        );
        for (index, id) in ids.iter().enumerate() {
            let (author, created_at) = self.authorship(index, ids.len());
            let parent = match self.rng.random_range(0..40) {
                0 => Value::of(missing),
                1..10 => Value::of(ids.choose(self.rng).expect("there are posts")),
                _ => Value::Null,
            };
            let group = if self.chance(0.4) {
                self.group()
            } else {
                Value::Null
            };
            let expires_at = self.validity()[1].clone();
            posts.rows.push(vec![
                Value::of(id),
                author,
                created_at,
                parent,
                group,
                self.word(0.85, &["false", "true"]),
                self.word(0.85, &["published", "draft", "PUBLISHED"]),
                self.word(0.6, &["public", "unlisted", "followers", "secret"]),
                self.word(0.9, &["false", "true"]),
                expires_at,
            ]);
        }
        posts.rows.shuffle(self.rng);
        posts
    }

    /// Who wrote a post, and when: the place in the table stands for its age where the graph asks for it.
    fn authorship(&mut self, index: usize, count: usize) -> (Value, Value) {
        let traits = self.tables.traits;
        let quiet = self.users.len() / 2;
        let (author, day) = match traits.graph {
            Graph::Silent if index < count / 8 => (
                Value::of(&self.users[self.rng.random_range(0..quiet)]),
                self.rng.random_range(1..4),
            ),
            Graph::Silent => (
                Value::of(&self.users[self.rng.random_range(quiet..self.users.len())]),
                self.rng.random_range(8..31),
            ),
            Graph::Celebrity if self.chance(0.45) => {
                (Value::of(&self.users[0]), self.rng.random_range(1..31))
            }
            _ => (self.user(), self.rng.random_range(1..31)),
        };
        let created_at = moment::random(self.rng, day, traits.ties, traits.local_time);
        (author, created_at)
    }

    fn follows(&mut self) -> Dataset {
        let mut follows = Dataset::new(
            &self.tables.name("follows"),
            &self.columns(&["follower_id", "followee_id", "active", "until"]),
        );
        let graph = self.tables.traits.graph;
        if graph == Graph::Nobody {
            return follows;
        }
        for follower in self.users {
            let chance = match graph {
                Graph::Dense => 0.8,
                Graph::Silent => 0.3,
                _ if self.chance(0.1) => 0.9,
                _ if self.chance(0.1) => 0.0,
                _ => 0.15,
            };
            for (place, followee) in self.users.iter().enumerate() {
                let chance = match graph {
                    Graph::Silent if place >= self.users.len() / 2 => 0.01,
                    Graph::Celebrity if place == 0 => 0.9,
                    _ => chance,
                };
                let wanted = if follower == followee { 0.05 } else { chance };
                if !self.chance(wanted) {
                    continue;
                }
                let copies = if self.chance(0.1) { 3 } else { 1 };
                for _ in 0..copies {
                    let [active, until] = self.validity();
                    let pair = [Value::of(follower), Value::of(followee)];
                    follows.rows.push([&pair[..], &[active, until]].concat());
                }
            }
            let one_sided = if self.chance(0.5) {
                [Value::Null, self.user()]
            } else {
                [self.user(), Value::Null]
            };
            follows
                .rows
                .push([&one_sided[..], &[Value::truth(true), Value::Null]].concat());
        }
        follows.rows.shuffle(self.rng);
        follows
    }

    fn memberships(&mut self) -> Dataset {
        let mut memberships = Dataset::new(
            &self.tables.name("memberships"),
            &self.columns(&["member_id", "group_id", "active", "until"]),
        );
        for _ in 0..self.users.len() * 2 {
            let group = if self.chance(0.03) {
                Value::Null
            } else {
                self.group()
            };
            let pair = [self.user(), group];
            memberships
                .rows
                .push([&pair[..], &self.validity()].concat());
        }
        memberships
    }

    fn exclusions(&mut self, table: &str) -> Dataset {
        let mut exclusions = Dataset::new(
            &self.tables.name(table),
            &self.columns(&["viewer_id", "author_id", "active", "until"]),
        );
        // Two random users are the same one now and then: somebody who blocks himself.
        for _ in 0..self.users.len() {
            let pair = [self.user(), self.user()];
            exclusions.rows.push([&pair[..], &self.validity()].concat());
        }
        exclusions
    }

    fn accounts(&mut self) -> Dataset {
        let mut accounts = Dataset::new(
            &self.tables.name("accounts"),
            &self.columns(&["id", "active", "until"]),
        );
        for user in self.users {
            if self.chance(0.9) {
                let [active, until] = self.validity();
                accounts.rows.push(vec![Value::of(user), active, until]);
            }
        }
        accounts
    }
}
