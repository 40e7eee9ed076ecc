//! What kind of app a random network is: key types, spellings, conditions, sizes. Everything comes from one seed.

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::key::{self, KeyType};
use crate::quirks::Spelling;
use crate::session::Session;

/// Who follows whom, and who writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graph {
    /// Everybody follows most of the others: the newest posts fill a page.
    Dense,
    /// Those who are followed fell silent long ago, and others have written ever since.
    Silent,
    /// One account wrote nearly half of everything, and nearly all follow it.
    Celebrity,
    /// A few follows each.
    Loose,
    /// A table of follows without a row.
    Nobody,
}

pub const GRAPHS: [Graph; 5] = [
    Graph::Dense,
    Graph::Silent,
    Graph::Celebrity,
    Graph::Loose,
    Graph::Nobody,
];

/// A key column: its type, and for text how it collates.
#[derive(Debug, Clone)]
pub struct KeyColumn {
    pub key: KeyType,
    pub collation: Option<String>,
}

impl KeyColumn {
    pub fn declaration(&self) -> String {
        match &self.collation {
            Some(collation) => format!("{} COLLATE {collation}", self.key.name()),
            None => self.key.name().to_string(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Traits {
    pub graph: Graph,
    pub spelling: Spelling,
    pub post_id: KeyColumn,
    pub post_parent: KeyColumn,
    pub post_author: KeyColumn,
    pub post_group: KeyColumn,
    pub member_group: KeyColumn,
    /// The user columns of the other tables, in the order in which they are declared.
    pub users: Vec<KeyColumn>,
    pub local_time: bool,
    pub partition_by: Option<&'static str>,
    pub account_count: usize,
    pub post_count: usize,
    pub group_count: usize,
    /// Few different times.
    pub ties: bool,
    pub follows: bool,
    pub post_groups: bool,
    /// Without them nobody is a member of any group.
    pub memberships: bool,
    pub exclusions: usize,
    pub accounts: bool,
    pub parents: bool,
    pub pins: bool,
    pub policy: bool,
    pub visible: Option<&'static str>,
    pub public: Option<&'static str>,
    pub follow_active: Option<&'static str>,
    pub member_active: Option<&'static str>,
    pub exclusion_active: Option<&'static str>,
    pub build_indexes: &'static str,
    pub zone: &'static str,
}

/// Columns that hold user keys outside posts: two of follows, one of memberships, two each of three exclusion tables, one of accounts.
pub const USER_COLUMNS: usize = 10;

/// The collations the server can use, as SQL names; they order text differently, and all tell every two strings apart.
pub fn collations(session: &mut Session) -> Vec<String> {
    session
        .column(
            "SELECT quote_ident(collname)
             FROM pg_collation
             WHERE collname IN ('C', 'POSIX', 'C.utf8', 'ucs_basic', 'pg_c_utf8', 'en_US', 'en_US.utf8',
                                'de_DE.utf8', 'und-x-icu', 'de-x-icu', 'sv-x-icu', 'unicode')
             AND collencoding IN (-1, pg_char_to_encoding('UTF8'))
             ORDER BY collname",
        )
        .into_iter()
        .filter(|name| {
            session
                .attempt(&format!("SELECT 'a' COLLATE {name} < 'B'"))
                .is_ok()
        })
        .collect()
}

/// Conditions name columns in braces, logically; the spelling is applied where the tables are made.
const VISIBLE: [Option<&str>; 6] = [
    None,
    Some("{status} = 'published'"),
    Some("{status} = 'published' AND NOT {is_deleted}"),
    Some("{expires_at} IS NULL OR {expires_at} > now()"),
    Some(
        "lower({status}) = 'published' AND {is_deleted} IS NOT TRUE AND ({expires_at} > now()) IS NOT FALSE",
    ),
    Some("NOT coalesce({is_deleted}, false)"),
];

const PUBLIC: [Option<&str>; 4] = [
    None,
    Some("{visibility} = 'public'"),
    Some("{visibility} IN ('public', 'unlisted') AND NOT {is_deleted}"),
    Some("{group_id} IS NULL OR {visibility} = 'public'"),
];

const ACTIVE: [Option<&str>; 4] = [
    None,
    Some("{active}"),
    Some("{until} IS NULL OR {until} > now()"),
    Some("{active} AND ({until} > now()) IS NOT FALSE"),
];

const ZONES: [&str; 6] = [
    "UTC",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Los_Angeles",
    "<-12>+12",
];

fn pick<T: Copy>(rng: &mut StdRng, values: &[T]) -> T {
    *values.choose(rng).expect("there are values to pick from")
}

/// Traits of one network, around the key types of posts, users and groups.
pub fn random(rng: &mut StdRng, graph: Graph, keys: [KeyType; 3], collations: &[String]) -> Traits {
    let mixed = rng.random_bool(0.4);
    let one_collation = rng
        .random_bool(0.5)
        .then(|| collations.choose(rng).cloned());
    let column = |rng: &mut StdRng, key: KeyType, may_differ: bool| {
        let key = if may_differ && mixed {
            pick(rng, key.comparable())
        } else {
            key
        };
        let collation = key.is_text().then(|| match &one_collation {
            Some(one) => one.clone(),
            None if rng.random_bool(0.3) => None,
            None => collations.choose(rng).cloned(),
        });
        KeyColumn {
            key,
            collation: collation.flatten(),
        }
    };
    let [post, user, group] = keys;
    let post_groups = rng.random_bool(0.7);
    Traits {
        graph,
        spelling: pick(rng, &[Spelling::Plain, Spelling::Camel, Spelling::Hostile]),
        post_id: column(rng, post, false),
        post_parent: column(rng, post, true),
        post_author: column(rng, user, false),
        post_group: column(rng, group, false),
        member_group: column(rng, group, true),
        users: (0..USER_COLUMNS).map(|_| column(rng, user, true)).collect(),
        local_time: rng.random_bool(0.5),
        partition_by: pick(rng, &[None, None, Some("range"), Some("hash")]),
        account_count: rng.random_range(8..60),
        post_count: rng.random_range(60..700),
        group_count: rng.random_range(2..9),
        ties: rng.random_bool(0.5),
        follows: graph == Graph::Nobody || rng.random_bool(0.95),
        post_groups,
        memberships: post_groups && rng.random_bool(0.9),
        exclusions: rng.random_range(0..=3),
        accounts: rng.random_bool(0.4),
        parents: rng.random_bool(0.7),
        pins: rng.random_bool(0.6),
        policy: rng.random_bool(0.25),
        visible: pick(rng, &VISIBLE),
        public: pick(rng, &PUBLIC),
        follow_active: pick(rng, &ACTIVE),
        member_active: pick(rng, &ACTIVE),
        exclusion_active: pick(rng, &ACTIVE),
        build_indexes: pick(rng, &["none", "small", "all"]),
        zone: pick(rng, &ZONES),
    }
}

impl Traits {
    /// The type whose values every user column can hold.
    pub fn narrowest_user(&self) -> KeyType {
        let mut types: Vec<KeyType> = self.users.iter().map(|column| column.key).collect();
        types.push(self.post_author.key);
        key::narrowest(&types)
    }

    pub fn narrowest_post(&self) -> KeyType {
        key::narrowest(&[self.post_id.key, self.post_parent.key])
    }

    pub fn narrowest_group(&self) -> KeyType {
        key::narrowest(&[self.post_group.key, self.member_group.key])
    }
}
