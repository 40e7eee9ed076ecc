//! How the tables and columns of an app may be spelled: plainly, quoted in camel case, or like words that
//! statements written carelessly would take for their own.

/// A way of spelling; the logical names are those of the plain one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    Plain,
    Camel,
    Hostile,
}

impl Spelling {
    /// The name as it is in the catalog, not quoted.
    pub fn name(self, logical: &str) -> String {
        match self {
            Self::Plain => logical.to_string(),
            Self::Camel => camel(logical),
            Self::Hostile => hostile(logical),
        }
    }
}

fn camel(logical: &str) -> String {
    let mut upper = false;
    logical.chars().fold(String::new(), |mut name, sign| {
        if sign == '_' {
            upper = true;
        } else if upper {
            name.extend(sign.to_uppercase());
            upper = false;
        } else {
            name.push(sign);
        }
        name
    })
}

/// Names of arguments, result columns, likely aliases and key words; names with quotes, blanks, and letters beyond ASCII.
fn hostile(logical: &str) -> String {
    match logical {
        "posts" => "select",
        "follows" => "from where",
        "memberships" => "union",
        "blocks" => "x\"; DROP TABLE y; --",
        "mutes" => "définition$1",
        "accounts" => "user",
        "id" => "post_id",
        "author_id" => "viewer",
        "created_at" => "created at",
        "parent_id" => "r",
        "group_id" => "reasons",
        "pinned" => "cur\"sor",
        "status" => "key",
        "visibility" => "rank",
        "is_deleted" => "now",
        "expires_at" => "größe",
        "follower_id" => "after",
        "followee_id" => "author_id",
        "member_id" => "user_id",
        "active" => "place",
        "viewer_id" => "only",
        "until" => "s",
        other => other,
    }
    .to_string()
}
