//! What a test knows of an app: its tables, its columns, its conditions, and the settings of its feed.
//! From it come both the calls that define the feed and, in `oracle`, the reference queries.

use crate::key::KeyType;
use crate::quote::{ident, literal, nullable};

/// Names are those of the catalog, not quoted; conditions are SQL with quoted columns.
#[derive(Debug, Clone)]
pub struct Posts {
    pub table: String,
    pub id: String,
    pub author: String,
    pub created_at: String,
    /// `timestamp` instead of `timestamptz`.
    pub local_time: bool,
    pub parent: Option<String>,
    pub group: Option<String>,
    pub pinned: Option<String>,
    pub visible: Option<String>,
    pub public: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Follows {
    pub table: String,
    pub follower: String,
    pub followee: String,
    pub active: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Memberships {
    pub table: String,
    pub member: String,
    pub group: String,
    pub active: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Exclusion {
    pub table: String,
    pub viewer: String,
    pub author: String,
    pub both_ways: bool,
    pub active: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Accounts {
    pub table: String,
    pub id: String,
    pub visible: Option<String>,
}

/// Settings that change what reads return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub replies: &'static str,
    pub own: bool,
    pub group_posts: &'static str,
    pub open: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            replies: "none",
            own: true,
            group_posts: "members",
            open: false,
        }
    }
}

/// Row-level security of the posts, and the role that reads under it.
#[derive(Debug, Clone)]
pub struct Reader {
    pub role: String,
    pub policy: String,
}

#[derive(Debug, Clone)]
pub struct App {
    pub feed: String,
    pub user: KeyType,
    pub group_key: KeyType,
    pub posts: Posts,
    pub follows: Option<Follows>,
    pub memberships: Option<Memberships>,
    pub exclusions: Vec<Exclusion>,
    pub accounts: Option<Accounts>,
    pub settings: Settings,
    pub reader: Option<Reader>,
    pub build_indexes: &'static str,
}

fn table(name: &str) -> String {
    format!("{}::regclass", literal(&ident(name)))
}

fn optional(arguments: &mut Vec<String>, name: &str, value: Option<&str>) {
    if value.is_some() {
        arguments.push(format!("{name} => {}", nullable(value)));
    }
}

impl App {
    /// The calls that define the feed, every column and condition given by name.
    pub fn definition(&self) -> Vec<String> {
        let mut calls = vec![self.create()];
        let feed = literal(&self.feed);
        if let Some(accounts) = &self.accounts {
            let mut arguments = vec![
                feed.clone(),
                format!("accounts => {}", table(&accounts.table)),
                format!("id => {}", literal(&accounts.id)),
            ];
            optional(&mut arguments, "visible", accounts.visible.as_deref());
            calls.push(format!(
                "SELECT feed.add_accounts({})",
                arguments.join(", ")
            ));
        }
        if let Some(groups) = &self.memberships {
            let mut arguments = vec![
                feed.clone(),
                format!("memberships => {}", table(&groups.table)),
                format!("member => {}", literal(&groups.member)),
                format!("group_key => {}", literal(&groups.group)),
            ];
            optional(&mut arguments, "active", groups.active.as_deref());
            calls.push(format!("SELECT feed.add_groups({})", arguments.join(", ")));
        }
        for exclusion in &self.exclusions {
            let mut arguments = vec![
                feed.clone(),
                format!("source => {}", table(&exclusion.table)),
                format!("viewer => {}", literal(&exclusion.viewer)),
                format!("author => {}", literal(&exclusion.author)),
                format!("both_ways => {}", exclusion.both_ways),
            ];
            optional(&mut arguments, "active", exclusion.active.as_deref());
            calls.push(format!(
                "SELECT feed.add_exclusion({})",
                arguments.join(", ")
            ));
        }
        calls.push(self.configure());
        if let Some(reader) = &self.reader {
            calls.push(format!(
                "SELECT feed.grant_access({feed}, {})",
                literal(&reader.role)
            ));
        }
        calls
    }

    fn create(&self) -> String {
        let posts = &self.posts;
        let mut arguments = vec![
            literal(&self.feed),
            format!("posts => {}", table(&posts.table)),
            format!("post_id => {}", literal(&posts.id)),
            format!("post_author => {}", literal(&posts.author)),
            format!("post_created_at => {}", literal(&posts.created_at)),
            format!("build_indexes => {}", literal(self.build_indexes)),
        ];
        optional(&mut arguments, "post_parent", posts.parent.as_deref());
        optional(&mut arguments, "post_group", posts.group.as_deref());
        optional(&mut arguments, "post_pinned", posts.pinned.as_deref());
        optional(&mut arguments, "post_visible", posts.visible.as_deref());
        optional(&mut arguments, "post_public", posts.public.as_deref());
        if let Some(follows) = &self.follows {
            arguments.push(format!("follows => {}", table(&follows.table)));
            arguments.push(format!("follow_follower => {}", literal(&follows.follower)));
            arguments.push(format!("follow_followee => {}", literal(&follows.followee)));
            optional(&mut arguments, "follow_active", follows.active.as_deref());
        }
        format!("SELECT feed.create({})", arguments.join(", "))
    }

    /// The call that gives the feed the settings this app now has.
    pub fn configure(&self) -> String {
        let settings = serde_json::json!({
            "timeline.replies": self.settings.replies,
            "timeline.own": self.settings.own,
            "timeline.group_posts": self.settings.group_posts,
            "groups.open": self.settings.open,
        });
        format!(
            "SELECT feed.configure({}, {})",
            literal(&self.feed),
            literal(&settings.to_string())
        )
    }
}
