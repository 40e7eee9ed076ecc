//! The apps of the churn: one schema in three shapes, which differ in key types, foreign keys, times and partitions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::app::{Accounts, App, Exclusion, Follows, Memberships, Posts, Settings};
use crate::key::{self, KeyType};

/// Few, so that changes collide and every timeline meets most of them.
const PEOPLE: usize = 12;
const GROUPS: usize = 4;

/// Ids that posts may have where an id may come back.
const POOL: usize = 300;

/// So many ids are to be taken next: who deletes prefers them, so that most of them are free by then.
const OLDEST: usize = 40;

/// Where an id never comes back, this many of the newest are changed and deleted.
const RECENT: u64 = 400;

/// Ids of posts.
#[derive(Debug, Clone)]
enum Ids {
    /// Taken again and again, in turn.
    Pool(Vec<String>, Arc<AtomicUsize>),
    /// Each used once: nothing in a table partitioned by time keeps two posts from having one id.
    Counted(Arc<AtomicU64>),
}

/// An app, and the keys that its rows may have.
#[derive(Debug, Clone)]
pub struct Shape {
    pub name: &'static str,
    pub tables: String,
    pub app: App,
    pub people: Vec<String>,
    pub groups: Vec<String>,
    /// An expression for the time of the transaction, in the type of the posts' time.
    pub now: &'static str,
    /// Whether people react to posts, too.
    pub reactions: bool,
    ids: Ids,
}

/// How a shape's tables are declared.
struct Declared<'a> {
    user: KeyType,
    post: KeyType,
    group: KeyType,
    local_time: bool,
    author_reference: &'a str,
    parent_reference: &'a str,
    partition: &'a str,
    pair_key: &'a str,
}

impl Declared<'_> {
    fn tables(&self) -> String {
        let (time, now) = if self.local_time {
            ("timestamp", LOCAL_NOW)
        } else {
            ("timestamptz", "now()")
        };
        let (user, post, group) = (self.user.name(), self.post.name(), self.group.name());
        let partitioned = !self.partition.is_empty();
        let id = if partitioned {
            "NOT NULL"
        } else {
            "PRIMARY KEY"
        };
        let pair = |columns: &str| self.pair_key.replace("{}", columns);
        format!(
            "CREATE TABLE gate ();
CREATE TABLE users (
  id {user} PRIMARY KEY,
  is_suspended boolean NOT NULL DEFAULT false);
CREATE TABLE posts (
  body text,
  id {post} {id},
  author_id {user}{author_reference},
  created_at {time} DEFAULT {now},
  parent_id {post}{parent_reference},
  group_id {group},
  status text NOT NULL DEFAULT 'published',
  expires_at timestamptz){partition};
CREATE TABLE follows (
  follower_id {user},
  followee_id {user}{author_reference},
  accepted boolean NOT NULL DEFAULT true{follows_key});
CREATE TABLE memberships (
  user_id {user},
  group_id {group},
  left_at timestamptz{memberships_key});
CREATE TABLE blocks (
  blocker_id {user},
  blocked_id {user}{author_reference});
CREATE TABLE mutes (
  user_id {user},
  muted_id {user},
  until timestamptz)",
            author_reference = self.author_reference,
            parent_reference = self.parent_reference,
            partition = self.partition,
            follows_key = pair("follower_id, followee_id"),
            memberships_key = pair("user_id, group_id"),
        )
    }

    fn app(&self, visible: &str) -> App {
        let named = |name: &str| name.to_string();
        let exclusion = |table: &str, viewer: &str, author: &str, active: Option<&str>| Exclusion {
            table: named(table),
            viewer: named(viewer),
            author: named(author),
            both_ways: active.is_none(),
            active: active.map(named),
        };
        App {
            feed: named("home"),
            user: self.user,
            group_key: self.group,
            posts: Posts {
                table: named("posts"),
                id: named("id"),
                author: named("author_id"),
                created_at: named("created_at"),
                local_time: self.local_time,
                parent: Some(named("parent_id")),
                group: Some(named("group_id")),
                pinned: None,
                visible: Some(named(visible)),
                public: None,
            },
            follows: Some(Follows {
                table: named("follows"),
                follower: named("follower_id"),
                followee: named("followee_id"),
                active: Some(named("accepted")),
            }),
            memberships: Some(Memberships {
                table: named("memberships"),
                member: named("user_id"),
                group: named("group_id"),
                active: Some(named("left_at IS NULL")),
            }),
            exclusions: vec![
                exclusion("blocks", "blocker_id", "blocked_id", None),
                exclusion(
                    "mutes",
                    "user_id",
                    "muted_id",
                    Some("until IS NULL OR until > now()"),
                ),
            ],
            accounts: Some(Accounts {
                table: named("users"),
                id: named("id"),
                visible: Some(named("NOT is_suspended")),
            }),
            settings: Settings::default(),
            reader: None,
            build_indexes: "small",
        }
    }
}

const LOCAL_NOW: &str = "(now() AT TIME ZONE 'UTC')";

fn numbered(from: usize, count: usize) -> Vec<String> {
    (from..from + count)
        .map(|number| number.to_string())
        .collect()
}

impl Shape {
    /// Bigint keys; posts, follows and blocks go with their author.
    pub fn numbers() -> Self {
        let declared = Declared {
            user: KeyType::Bigint,
            post: KeyType::Bigint,
            group: KeyType::Bigint,
            local_time: false,
            author_reference: " REFERENCES users ON DELETE CASCADE",
            parent_reference: "",
            partition: "",
            pair_key: "",
        };
        Self {
            name: "numbers",
            tables: declared.tables(),
            app: declared.app("status = 'published'"),
            people: numbered(1, PEOPLE),
            groups: numbered(10, GROUPS),
            now: "now()",
            reactions: false,
            ids: Ids::Pool(numbered(1, POOL), Arc::default()),
        }
    }

    /// People are uuids, posts and groups awkward texts, times local; replies go with their parent, one row for each pair.
    pub fn words(rng: &mut StdRng) -> Self {
        let declared = Declared {
            user: KeyType::Uuid,
            post: KeyType::Text,
            group: KeyType::Varchar,
            local_time: true,
            author_reference: "",
            parent_reference: " REFERENCES posts ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED",
            partition: "",
            pair_key: ", PRIMARY KEY ({})",
        };
        Self {
            name: "words",
            tables: declared.tables(),
            app: declared.app("status <> 'draft'"),
            people: key::distinct(rng, KeyType::Uuid, PEOPLE),
            groups: key::distinct(rng, KeyType::Varchar, GROUPS),
            now: LOCAL_NOW,
            reactions: false,
            ids: Ids::Pool(key::distinct(rng, KeyType::Text, POOL), Arc::default()),
        }
    }

    /// Posts partitioned by time, so that a changed time moves a row; they expire without any change.
    pub fn partitions() -> Self {
        let declared = Declared {
            user: KeyType::Integer,
            post: KeyType::Bigint,
            group: KeyType::Smallint,
            local_time: false,
            author_reference: "",
            parent_reference: "",
            partition: " PARTITION BY RANGE (created_at)",
            pair_key: ", UNIQUE ({})",
        };
        let parts = "
CREATE TABLE posts_old PARTITION OF posts FOR VALUES FROM (MINVALUE) TO ('2025-05-02');
CREATE TABLE posts_new (note text, LIKE posts);
ALTER TABLE posts_new DROP COLUMN note;
ALTER TABLE posts ATTACH PARTITION posts_new FOR VALUES FROM ('2025-05-02') TO ('2999-01-01');
CREATE TABLE posts_rest PARTITION OF posts DEFAULT";
        Self {
            name: "partitions",
            tables: format!("{};{parts}", declared.tables()),
            app: declared
                .app("status = 'published' AND (expires_at IS NULL OR expires_at > now())"),
            people: numbered(1, PEOPLE),
            groups: numbered(1, GROUPS),
            now: "now()",
            reactions: false,
            ids: Ids::Counted(Arc::new(AtomicU64::new(1))),
        }
    }

    pub fn person(&self, rng: &mut StdRng) -> &str {
        self.people.choose(rng).expect("there are people")
    }

    pub fn group(&self, rng: &mut StdRng) -> &str {
        self.groups.choose(rng).expect("there are groups")
    }

    /// An id that a post may have by now.
    pub fn post(&self, rng: &mut StdRng) -> String {
        match &self.ids {
            Ids::Pool(ids, _) => ids.choose(rng).expect("there are ids").clone(),
            Ids::Counted(next) => {
                let next = next.load(Ordering::Relaxed);
                rng.random_range(next.saturating_sub(RECENT)..=next)
                    .to_string()
            }
        }
    }

    /// An id whose post is old enough to be deleted.
    pub fn old_post(&self, rng: &mut StdRng) -> String {
        match &self.ids {
            Ids::Pool(ids, next) => {
                let next = next.load(Ordering::Relaxed) + rng.random_range(0..OLDEST);
                ids[next % ids.len()].clone()
            }
            Ids::Counted(_) => self.post(rng),
        }
    }

    /// Ids for new posts, no two alike; another post may have one of them already where ids come back.
    pub fn new_posts(&self, count: usize) -> Vec<String> {
        match &self.ids {
            Ids::Pool(ids, next) => {
                let first = next.fetch_add(count, Ordering::Relaxed);
                (first..first + count)
                    .map(|place| ids[place % ids.len()].clone())
                    .collect()
            }
            Ids::Counted(next) => {
                let more = u64::try_from(count).expect("a small number");
                let first = next.fetch_add(more, Ordering::Relaxed);
                (first..first + more).map(|id| id.to_string()).collect()
            }
        }
    }

    /// Whether the table itself keeps ids unique, as `ON CONFLICT (id)` needs.
    pub fn ids_are_unique(&self) -> bool {
        matches!(self.ids, Ids::Pool(..))
    }
}
