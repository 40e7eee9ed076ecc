//! What columns are called: the names by which Rails, Ecto, Django and Prisma apps are understood. Pure.

/// Names for each role of each kind of table, best first, in snake case; camelCase and capitals mean the same.
const NAMES: &[(&str, &str, &[&str])] = &[
    ("posts", "id", &["id", "post_id", "uuid"]),
    (
        "posts",
        "author",
        &[
            "author_id",
            "user_id",
            "account_id",
            "creator_id",
            "owner_id",
            "person_id",
            "profile_id",
            "member_id",
            "poster_id",
            "actor_id",
            "created_by_id",
            "posted_by_id",
            "created_by",
            "posted_by",
            "author",
            "user",
            "creator",
            "owner",
            "account",
            "username",
        ],
    ),
    (
        "posts",
        "created_at",
        &[
            "created_at",
            "inserted_at",
            "published_at",
            "posted_at",
            "created",
            "created_on",
            "date_created",
            "creation_date",
            "pub_date",
            "date_posted",
            "posted_on",
            "published",
            "timestamp",
        ],
    ),
    (
        "follows",
        "follower",
        &[
            "follower_id",
            "from_user_id",
            "from_account_id",
            "from_id",
            "source_id",
            "subscriber_id",
            "user_id",
            "account_id",
            "person_id",
            "profile_id",
            "follower",
            "from_user",
            "subscriber",
            "user",
        ],
    ),
    (
        "follows",
        "followee",
        &[
            "followee_id",
            "followed_id",
            "following_id",
            "followed_user_id",
            "following_user_id",
            "target_account_id",
            "target_user_id",
            "to_user_id",
            "to_account_id",
            "to_id",
            "target_id",
            "subscribed_to_id",
            "friend_id",
            "followee",
            "followed",
            "following",
            "followed_user",
            "to_user",
            "target",
            "friend",
        ],
    ),
    (
        "accounts",
        "id",
        &[
            "id",
            "user_id",
            "account_id",
            "person_id",
            "uuid",
            "username",
        ],
    ),
    (
        "memberships",
        "member",
        &[
            "member_id",
            "user_id",
            "account_id",
            "person_id",
            "profile_id",
            "member",
            "user",
            "account",
            "person",
        ],
    ),
    (
        "memberships",
        "group",
        &[
            "group_id",
            "community_id",
            "team_id",
            "forum_id",
            "channel_id",
            "room_id",
            "club_id",
            "space_id",
            "organization_id",
            "group",
            "community",
            "team",
            "forum",
            "channel",
        ],
    ),
    (
        "exclusion",
        "viewer",
        &[
            "blocker_id",
            "muter_id",
            "viewer_id",
            "blocking_user_id",
            "from_user_id",
            "from_id",
            "source_id",
            "user_id",
            "account_id",
            "person_id",
            "owner_id",
            "blocker",
            "muter",
            "user",
        ],
    ),
    (
        "exclusion",
        "author",
        &[
            "blocked_id",
            "muted_id",
            "blockee_id",
            "mutee_id",
            "blocked_user_id",
            "muted_user_id",
            "blocked_account_id",
            "muted_account_id",
            "target_account_id",
            "target_user_id",
            "to_user_id",
            "to_id",
            "target_id",
            "author_id",
            "blocked",
            "muted",
            "target",
        ],
    ),
    (
        "signal",
        "post",
        &[
            "post_id",
            "status_id",
            "article_id",
            "item_id",
            "content_id",
            "entry_id",
            "photo_id",
            "video_id",
            "topic_id",
            "likeable_id",
            "target_post_id",
            "target_id",
            "object_id",
            "parent_id",
            "post_uuid",
            "post",
            "status",
            "article",
            "item",
            "parent",
        ],
    ),
    (
        "signal",
        "actor",
        &[
            "actor_id",
            "user_id",
            "author_id",
            "account_id",
            "person_id",
            "profile_id",
            "member_id",
            "liker_id",
            "commenter_id",
            "reposter_id",
            "sharer_id",
            "voter_id",
            "viewer_id",
            "creator_id",
            "owner_id",
            "created_by_id",
            "created_by",
            "user_uuid",
            "actor",
            "user",
            "author",
            "account",
            "username",
        ],
    ),
    (
        "signal",
        "created_at",
        &[
            "created_at",
            "inserted_at",
            "liked_at",
            "commented_at",
            "shared_at",
            "reposted_at",
            "bookmarked_at",
            "viewed_at",
            "seen_at",
            "posted_at",
            "published_at",
            "occurred_at",
            "created",
            "created_on",
            "date_created",
            "creation_date",
            "timestamp",
            "at",
        ],
    ),
];

/// The best conventional column for a role among those a table has; its place in `columns`.
///
/// A name as it stands wins over the same name in another spelling (`authorId`, `"AuthorID"`).
pub fn infer(kind: &str, role: &str, columns: &[&str]) -> Option<usize> {
    let (_, _, names) = NAMES.iter().find(|(k, r, _)| *k == kind && *r == role)?;
    names.iter().find_map(|name| {
        let exact = columns.iter().position(|column| column == name);
        exact.or_else(|| {
            columns
                .iter()
                .position(|column| folded(column) == folded(name))
        })
    })
}

/// Without case and underscores.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn understands_the_spelling_of_each_framework() {
        let found =
            |columns: &[&str]| infer("posts", "author", columns).map(|i| columns[i].to_owned());
        assert_eq!(
            found(&["id", "user_id", "body"]).as_deref(),
            Some("user_id")
        );
        assert_eq!(found(&["id", "authorId"]).as_deref(), Some("authorId"));
        assert_eq!(found(&["ID", "AuthorID"]).as_deref(), Some("AuthorID"));
        assert_eq!(infer("posts", "created_at", &["inserted_at"]), Some(0));
        assert_eq!(infer("posts", "created_at", &["pub_date"]), Some(0));
    }

    #[test]
    fn a_better_name_wins_whatever_the_order_of_columns() {
        assert_eq!(infer("posts", "author", &["user_id", "author_id"]), Some(1));
        assert_eq!(
            infer("follows", "follower", &["user_id", "follower_id"]),
            Some(1)
        );
    }

    #[test]
    fn says_nothing_where_nothing_fits() {
        assert_eq!(infer("posts", "author", &["id", "body"]), None);
    }
}
