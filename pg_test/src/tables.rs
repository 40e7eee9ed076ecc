//! The tables of a random network: how they are declared, and what the feed is told of them.

use crate::app::{Accounts, App, Exclusion, Follows, Memberships, Posts, Reader, Settings};
use crate::quote::ident;
use crate::traits::{KeyColumn, Traits};

/// Declarations of one network.
pub struct Tables<'a> {
    pub traits: &'a Traits,
    pub role: Option<&'a str>,
}

/// The exclusion tables: name, and whether they hold in both directions.
pub const EXCLUSIONS: [(&str, bool); 3] = [("blocks", true), ("mutes", false), ("reports", true)];

impl Tables<'_> {
    pub fn name(&self, logical: &str) -> String {
        self.traits.spelling.name(logical)
    }

    fn quoted(&self, logical: &str) -> String {
        ident(&self.name(logical))
    }

    /// Replaces every `{column}` by the column's quoted name.
    pub fn condition(&self, template: &str) -> String {
        let mut sql = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (column, behind) = after.split_once('}').expect("braces come in pairs");
            sql.push_str(before);
            sql.push_str(&self.quoted(column));
            rest = behind;
        }
        sql + rest
    }

    fn optional(&self, template: Option<&str>) -> Option<String> {
        template.map(|template| self.condition(template))
    }

    /// The policy of the reader's role: without a row of it nothing else decides.
    const POLICY: &'static str = "{visibility} IS DISTINCT FROM 'secret' OR {pinned} IS TRUE";

    pub fn app(&self) -> App {
        let traits = self.traits;
        let exclusions = EXCLUSIONS
            .iter()
            .take(traits.exclusions)
            .map(|(table, both_ways)| Exclusion {
                table: self.name(table),
                viewer: self.name("viewer_id"),
                author: self.name("author_id"),
                both_ways: *both_ways,
                active: self.optional(traits.exclusion_active),
            })
            .collect();
        App {
            feed: "home".to_string(),
            user: traits.post_author.key,
            group_key: traits.post_group.key,
            posts: Posts {
                table: self.name("posts"),
                id: self.name("id"),
                author: self.name("author_id"),
                created_at: self.name("created_at"),
                local_time: traits.local_time,
                parent: traits.parents.then(|| self.name("parent_id")),
                group: traits.post_groups.then(|| self.name("group_id")),
                pinned: traits.pins.then(|| self.name("pinned")),
                visible: self.optional(traits.visible),
                public: self.optional(traits.public),
            },
            follows: traits.follows.then(|| Follows {
                table: self.name("follows"),
                follower: self.name("follower_id"),
                followee: self.name("followee_id"),
                active: self.optional(traits.follow_active),
            }),
            memberships: traits.memberships.then(|| Memberships {
                table: self.name("memberships"),
                member: self.name("member_id"),
                group: self.name("group_id"),
                active: self.optional(traits.member_active),
            }),
            exclusions,
            accounts: traits.accounts.then(|| Accounts {
                table: self.name("accounts"),
                id: self.name("id"),
                visible: self.optional(Some("{active}")),
            }),
            settings: Settings::default(),
            reader: self.role.map(|role| Reader {
                role: role.to_string(),
                policy: self.condition(Self::POLICY),
            }),
            build_indexes: traits.build_indexes,
        }
    }

    /// All statements that make the tables.
    pub fn declarations(&self) -> Vec<String> {
        let users = &self.traits.users;
        let mut statements = self.posts();
        statements.push(self.relation(
            "follows",
            &[("follower_id", &users[0]), ("followee_id", &users[1])],
        ));
        statements.push(self.relation(
            "memberships",
            &[
                ("member_id", &users[2]),
                ("group_id", &self.traits.member_group),
            ],
        ));
        for (index, (table, _)) in EXCLUSIONS.iter().enumerate() {
            let columns = &users[3 + 2 * index..];
            statements.push(self.relation(
                table,
                &[("viewer_id", &columns[0]), ("author_id", &columns[1])],
            ));
        }
        statements.push(self.relation("accounts", &[("id", &users[9])]));
        if let Some(role) = self.role {
            let (posts, role) = (self.quoted("posts"), ident(role));
            statements.push(format!("ALTER TABLE {posts} ENABLE ROW LEVEL SECURITY"));
            statements.push(format!(
                "CREATE POLICY readable ON {posts} FOR SELECT TO {role} USING ({})",
                self.condition(Self::POLICY)
            ));
            statements.push(format!("GRANT SELECT ON {posts} TO {role}"));
        }
        statements
    }

    fn posts(&self) -> Vec<String> {
        let traits = self.traits;
        let time = if traits.local_time {
            "timestamp"
        } else {
            "timestamptz"
        };
        let posts = self.quoted("posts");
        let partition = match traits.partition_by {
            Some("range") => format!(" PARTITION BY RANGE ({})", self.quoted("created_at")),
            Some(_) => format!(" PARTITION BY HASH ({})", self.quoted("id")),
            None => String::new(),
        };
        let mut statements = vec![
            format!(
                "CREATE TABLE {posts} (
  gone text,
  {group_id} {group},
  body text DEFAULT 'words',
  {id} {post} NOT NULL,
  {author_id} {author},
  {created_at} {time},
  {parent_id} {parent},
  {pinned} boolean,
  {status} text,
  {visibility} varchar(12),
  {is_deleted} boolean,
  {expires_at} timestamptz){partition}",
                group_id = self.quoted("group_id"),
                group = traits.post_group.declaration(),
                id = self.quoted("id"),
                post = traits.post_id.declaration(),
                author_id = self.quoted("author_id"),
                author = traits.post_author.declaration(),
                created_at = self.quoted("created_at"),
                parent_id = self.quoted("parent_id"),
                parent = traits.post_parent.declaration(),
                pinned = self.quoted("pinned"),
                status = self.quoted("status"),
                visibility = self.quoted("visibility"),
                is_deleted = self.quoted("is_deleted"),
                expires_at = self.quoted("expires_at"),
            ),
            // From here on attribute numbers and column positions differ.
            format!("ALTER TABLE {posts} DROP COLUMN gone"),
        ];
        match traits.partition_by {
            Some("range") => statements.extend([
                format!("CREATE TABLE posts_old PARTITION OF {posts} FOR VALUES FROM (MINVALUE) TO ('2025-05-10')"),
                // Attached, so that its columns stand in another order than the parent's.
                format!("CREATE TABLE posts_new (LIKE {posts}, note text)"),
                "ALTER TABLE posts_new DROP COLUMN note".to_string(),
                format!("ALTER TABLE {posts} ATTACH PARTITION posts_new FOR VALUES FROM ('2025-05-10') TO ('2025-05-20')"),
                format!("CREATE TABLE posts_rest PARTITION OF {posts} DEFAULT"),
            ]),
            Some(_) => statements.extend((0..3).map(|part| {
                format!("CREATE TABLE posts_{part} PARTITION OF {posts} FOR VALUES WITH (MODULUS 3, REMAINDER {part})")
            })),
            None => statements.push(format!("ALTER TABLE {posts} ADD PRIMARY KEY ({})", self.quoted("id"))),
        }
        statements
    }

    /// A table of keys with the columns that conditions use.
    fn relation(&self, table: &str, keys: &[(&str, &KeyColumn)]) -> String {
        let keys: Vec<String> = keys
            .iter()
            .map(|(name, column)| format!("{} {}", self.quoted(name), column.declaration()))
            .collect();
        format!(
            "CREATE TABLE {} ({}, {} boolean, {} timestamptz)",
            self.quoted(table),
            keys.join(", "),
            self.quoted("active"),
            self.quoted("until"),
        )
    }
}
