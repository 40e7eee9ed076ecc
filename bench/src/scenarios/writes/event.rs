//! What is written: the kinds of events, and the statements that write one of them or many.

/// An event of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    SmallPost,
    HugePost,
    /// Of the posts that small authors have just written.
    Edit,
    /// Of the same.
    Delete,
    Follow,
    /// Of those who have just followed.
    Unfollow,
    HotLike,
    SpreadLike,
    Comment,
}

macro_rules! statements {
    ($one:literal, $many:literal) => {
        [
            include_str!(concat!("../../../sql/writes/", $one, ".sql")),
            include_str!(concat!("../../../sql/writes/", $many, ".sql")),
        ]
    };
}

impl Event {
    /// In the order they are measured in: some need what others have left.
    pub const ALL: [Self; 9] = [
        Self::SmallPost,
        Self::HugePost,
        Self::Edit,
        Self::Delete,
        Self::Follow,
        Self::Unfollow,
        Self::HotLike,
        Self::SpreadLike,
        Self::Comment,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::SmallPost => "a post by a small author",
            Self::HugePost => "a post by the most followed author",
            Self::Edit => "an edit of a post",
            Self::Delete => "a deletion of a post",
            Self::Follow => "a follow",
            Self::Unfollow => "an unfollow",
            Self::HotLike => "a like on a hot post",
            Self::SpreadLike => "a like on one of many posts",
            Self::Comment => "a comment",
        }
    }

    /// The table that it is written to.
    pub const fn table(self) -> &'static str {
        match self {
            Self::SmallPost | Self::HugePost | Self::Edit | Self::Delete => "posts",
            Self::Follow | Self::Unfollow => "follows",
            Self::HotLike | Self::SpreadLike => "likes",
            Self::Comment => "comments",
        }
    }

    pub const fn is_new_post(self) -> bool {
        matches!(self, Self::SmallPost | Self::HugePost)
    }

    /// The statement that writes one, and the one that writes many by arrays of the same keys.
    pub const fn statements(self) -> [&'static str; 2] {
        match self {
            Self::SmallPost | Self::HugePost => statements!("post", "posts"),
            Self::Edit => statements!("edit", "edits"),
            Self::Delete => statements!("delete", "deletes"),
            Self::Follow => statements!("follow", "follows"),
            Self::Unfollow => statements!("unfollow", "unfollows"),
            Self::HotLike | Self::SpreadLike => statements!("like", "likes"),
            Self::Comment => statements!("comment", "comments"),
        }
    }
}
