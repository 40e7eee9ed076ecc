//! Random changes of a random network's reactions and posts, each a statement that any app might send.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::dataset::{Dataset, Value};
use crate::engagement::events::{self, moment, recent};
use crate::engagement::sources::{Source, Sources};
use crate::network::Network;
use crate::quote::{ident, literal};

/// What changes are drawn from.
pub struct Activity<'a> {
    pub rng: &'a mut StdRng,
    pub network: &'a Network,
    pub sources: &'a Sources,
    /// Ids that posts have or have had.
    pub posts: &'a [String],
}

impl Activity<'_> {
    /// One change.
    pub fn change(&mut self) -> String {
        match self.rng.random_range(0..24) {
            0..6 => self.insert(),
            6..9 => self.delete(),
            9..12 => self.edit(),
            12 => self.merge(),
            13 => self.several(),
            14 if self.rng.random_bool(0.2) => {
                let source = self.source();
                format!("TRUNCATE {}", ident(&source.table))
            }
            14..17 => self.delete_posts(),
            17..20 => self.insert_posts(),
            _ => self.edit_posts(),
        }
    }

    fn source(&mut self) -> Source {
        let tables = &self.sources.tables;
        tables.choose(self.rng).expect("there is a source").clone()
    }

    fn post(&mut self) -> String {
        literal(self.posts.choose(self.rng).expect("there are posts"))
    }

    /// About one row of `one_in`, others each time.
    fn some(&mut self, one_in: u32) -> String {
        format!(
            "abs(hashtextextended(t::text, {}) % {one_in}) = 0",
            self.rng.random_range(0..1_000_000)
        )
    }

    fn rows(&mut self, source: &Source, most: usize) -> Dataset {
        let mut dataset = Dataset::new(&source.table, &events::columns(source));
        for _ in 0..self.rng.random_range(1..=most) {
            let users = &self.network.users;
            dataset
                .rows
                .push(events::row(self.rng, source, self.posts, users));
        }
        dataset
    }

    fn insert(&mut self) -> String {
        let source = self.source();
        let most = [1, 4, 60][self.rng.random_range(0..3)];
        self.rows(&source, most).inserts().join("; ")
    }

    fn delete(&mut self) -> String {
        let source = self.source();
        let one_in = [2, 10, 40][self.rng.random_range(0..3)];
        format!(
            "DELETE FROM {} AS t WHERE {}",
            ident(&source.table),
            self.some(one_in)
        )
    }

    fn edit(&mut self) -> String {
        let source = self.source();
        let new = events::row(self.rng, &source, self.posts, &self.network.users);
        let columns = events::columns(&source);
        let place = self.rng.random_range(0..columns.len());
        format!(
            "UPDATE {} AS t SET {} = {} WHERE {}",
            ident(&source.table),
            ident(&columns[place]),
            new[place].sql(),
            self.some(6)
        )
    }

    /// Reactions of one post go, become others, or appear.
    fn merge(&mut self) -> String {
        let source = self.source();
        let (post, other) = (self.post(), self.post());
        let columns: Vec<String> = events::columns(&source)
            .iter()
            .map(|name| ident(name))
            .collect();
        let row = events::row(self.rng, &source, self.posts, &self.network.users);
        let values: Vec<String> = row.iter().map(Value::sql).collect();
        format!(
            "MERGE INTO {table} AS t
USING (SELECT DISTINCT id FROM (VALUES ({post}), ({other})) AS v (id)) AS given ON t.{key}::text = given.id
WHEN MATCHED AND {some} THEN DELETE
WHEN MATCHED THEN UPDATE SET {active} = NOT coalesce(t.{active}, false)
WHEN NOT MATCHED THEN INSERT ({columns}) VALUES ({values})",
            table = ident(&source.table),
            key = ident(&source.post),
            some = self.some(2),
            active = ident(&source.active),
            columns = columns.join(", "),
            values = values.join(", "),
        )
    }

    /// A transaction of which a part is undone.
    fn several(&mut self) -> String {
        let one = [
            self.insert(),
            self.edit(),
            self.delete_posts(),
            self.edit_posts(),
        ];
        format!(
            "BEGIN; {}; SAVEPOINT s; {}; {}; ROLLBACK TO s; {}; COMMIT",
            one[0], one[1], one[2], one[3]
        )
    }

    fn delete_posts(&mut self) -> String {
        let posts = &self.network.app.posts;
        format!(
            "DELETE FROM {} AS t WHERE {}",
            ident(&posts.table),
            self.some(20)
        )
    }

    /// Posts with ids that are free, perhaps ids of old.
    fn insert_posts(&mut self) -> String {
        let posts = self.network.app.posts.clone();
        let rows: Vec<String> = (0..self.rng.random_range(1..8))
            .map(|_| {
                let author = self.network.users.choose(self.rng).expect("a user");
                let time = self.time_of_post().sql();
                format!("({}, {}, {time})", self.post(), literal(author))
            })
            .collect();
        let [id, author, time] =
            [&posts.id, &posts.author, &posts.created_at].map(|column| ident(column));
        let table = ident(&posts.table);
        let user = self.network.app.user.name();
        // A condition asks for words that are there; ids of one statement may be equal.
        let all = &self.network.datasets[0].columns;
        let [status, visibility, deleted] = [&all[6], &all[7], &all[8]].map(|column| ident(column));
        format!(
            "INSERT INTO {table} ({id}, {author}, {time}, {status}, {visibility}, {deleted})
SELECT i.k, n.a::{user}, n.t, 'published', 'public', false
FROM (SELECT DISTINCT ON (x) * FROM (VALUES {}) AS v (x, a, t)) AS n,
     LATERAL (SELECT (jsonb_populate_record(NULL::{table}, jsonb_build_object({}, n.x))).{id} AS k) AS i
WHERE NOT EXISTS (SELECT FROM {table} AS p WHERE p.{id}::text = n.x)",
            rows.join(", "),
            literal(&posts.id),
        )
    }

    fn time_of_post(&mut self) -> Value {
        let local = self.network.app.posts.local_time;
        if self.rng.random_bool(0.5) {
            let minutes = self.rng.random_range(0..12_000);
            recent(minutes, local)
        } else {
            match moment(self.rng, local) {
                // In a list of rows it has no type.
                Value::Null => Value::Sql(
                    if local {
                        "NULL::timestamp"
                    } else {
                        "NULL::timestamptz"
                    }
                    .to_string(),
                ),
                value => value,
            }
        }
    }

    fn edit_posts(&mut self) -> String {
        let posts = self.network.app.posts.clone();
        let columns = self.network.datasets[0].columns.clone();
        let assignment = match self.rng.random_range(0..6) {
            0 | 1 => format!(
                "{} = {}",
                ident(&posts.created_at),
                self.time_of_post().sql()
            ),
            2 => format!("{} = NULL", ident(&posts.author)),
            3 => format!("{} = {}", ident(&columns[3]), self.post()),
            4 => format!("{} = 'draft'", ident(&columns[6])),
            _ => format!("{c} = NOT coalesce({c}, false)", c = ident(&columns[8])),
        };
        format!(
            "UPDATE {} AS t SET {assignment} WHERE {}",
            ident(&posts.table),
            self.some(15)
        )
    }
}
