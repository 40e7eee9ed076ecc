//! The functions of the contract as a table: names, arguments, defaults, results.

/// An argument: name, type, and the SQL of its default where it has one.
pub type Argument = (&'static str, &'static str, Option<&'static str>);

/// What the contract says of a function.
pub struct Signature {
    pub name: &'static str,
    pub arguments: &'static [Argument],
    /// As `pg_get_function_result` writes it; nothing where the contract leaves it open.
    pub result: Option<&'static str>,
}

const fn signature(
    name: &'static str,
    arguments: &'static [Argument],
    result: Option<&'static str>,
) -> Signature {
    Signature {
        name,
        arguments,
        result,
    }
}

const NULL: Option<&str> = Some("NULL");

/// Definition calls, in schema `feed`.
pub const DEFINITION: [Signature; 21] = [
    signature(
        "create",
        &[
            ("feed", "name", None),
            ("posts", "regclass", None),
            ("follows", "regclass", NULL),
            ("post_id", "name", NULL),
            ("post_author", "name", NULL),
            ("post_created_at", "name", NULL),
            ("post_parent", "name", NULL),
            ("post_group", "name", NULL),
            ("post_pinned", "name", NULL),
            ("post_visible", "text", NULL),
            ("post_public", "text", NULL),
            ("follow_follower", "name", NULL),
            ("follow_followee", "name", NULL),
            ("follow_active", "text", NULL),
            ("build_indexes", "text", Some("'small'")),
        ],
        Some("jsonb"),
    ),
    signature(
        "alter",
        &[("feed", "name", None), ("changes", "jsonb", None)],
        Some("jsonb"),
    ),
    signature(
        "add_accounts",
        &[
            ("feed", "name", None),
            ("accounts", "regclass", None),
            ("id", "name", NULL),
            ("visible", "text", NULL),
            ("discoverable", "text", NULL),
        ],
        None,
    ),
    signature("remove_accounts", &[("feed", "name", None)], None),
    signature(
        "add_groups",
        &[
            ("feed", "name", None),
            ("memberships", "regclass", None),
            ("member", "name", NULL),
            ("group_key", "name", NULL),
            ("active", "text", NULL),
        ],
        None,
    ),
    signature("remove_groups", &[("feed", "name", None)], None),
    signature(
        "add_exclusion",
        &[
            ("feed", "name", None),
            ("source", "regclass", None),
            ("viewer", "name", NULL),
            ("author", "name", NULL),
            ("both_ways", "boolean", Some("false")),
            ("active", "text", NULL),
        ],
        None,
    ),
    signature(
        "remove_exclusion",
        &[("feed", "name", None), ("source", "regclass", None)],
        None,
    ),
    signature(
        "add_signal",
        &[
            ("feed", "name", None),
            ("signal", "name", None),
            ("source", "regclass", None),
            ("weight", "double precision", NULL),
            ("post", "name", NULL),
            ("actor", "name", NULL),
            ("created_at", "name", NULL),
            ("active", "text", NULL),
            ("impression", "boolean", NULL),
            ("counter", "name", NULL),
        ],
        None,
    ),
    signature(
        "remove_signal",
        &[("feed", "name", None), ("signal", "name", None)],
        None,
    ),
    signature(
        "add_embedding",
        &[
            ("feed", "name", None),
            ("post_embedding", "name", Some("'embedding'")),
        ],
        Some("jsonb"),
    ),
    signature("remove_embedding", &[("feed", "name", None)], Some("void")),
    signature(
        "maintain",
        &[("feed", "name", NULL), ("max_batches", "integer", NULL)],
        Some("bigint"),
    ),
    signature(
        "check",
        &[("feed", "name", None)],
        Some("TABLE(object text, detail jsonb)"),
    ),
    signature("repair", &[("feed", "name", None)], Some("bigint")),
    signature(
        "configure",
        &[("feed", "name", None), ("settings", "jsonb", None)],
        None,
    ),
    signature(
        "settings",
        &[("feed", "name", None)],
        Some("TABLE(setting text, value jsonb, default_value jsonb, unit text, description text)"),
    ),
    signature("drop", &[("feed", "name", None)], None),
    signature(
        "doctor",
        &[("feed", "name", NULL)],
        Some("TABLE(severity text, finding text, remedy text)"),
    ),
    signature(
        "grant_access",
        &[("feed", "name", None), ("role", "name", None)],
        None,
    ),
    signature(
        "revoke_access",
        &[("feed", "name", None), ("role", "name", None)],
        None,
    ),
];

/// What the views are made of, in schema `home` too.
pub const BEHIND_VIEWS: usize = 3;

/// Reads of a feed whose users are uuid, posts text and groups smallint, so that no type is taken for another.
pub const READS: [Signature; 13] = [
    signature(
        "feed_for",
        &[
            ("viewer", "uuid", None),
            ("page_size", "integer", Some("20")),
            ("after", "text", NULL),
            ("as_of", "timestamp with time zone", Some("now()")),
        ],
        Some(RANKED),
    ),
    signature(
        "explain",
        &[
            ("viewer", "uuid", None),
            ("post", "text", None),
            ("as_of", "timestamp with time zone", Some("now()")),
        ],
        Some("jsonb"),
    ),
    signature(
        "feed_page",
        &[
            ("viewer", "uuid", None),
            ("page_size", "integer", Some("20")),
            ("after", "text", NULL),
            ("ranking", "text", Some("'ranked'")),
        ],
        Some("jsonb"),
    ),
    signature(
        "similar_posts",
        &[("post", "text", None), ("page_size", "integer", Some("10"))],
        Some("TABLE(rank integer, post_id text, author_id uuid, similarity double precision)"),
    ),
    signature(
        "similar_users",
        &[
            ("account", "uuid", None),
            ("page_size", "integer", Some("10")),
        ],
        Some("TABLE(rank integer, user_id uuid, similarity double precision)"),
    ),
    signature(
        "suggest_for",
        &[
            ("viewer", "uuid", None),
            ("page_size", "integer", Some("10")),
            ("method", "text", Some("'adamic_adar'")),
        ],
        Some(
            "TABLE(rank integer, user_id uuid, score double precision, mutual_count integer, mutuals uuid[], source text)",
        ),
    ),
    signature(
        "mutuals_of",
        &[("account", "uuid", None)],
        Some("TABLE(user_id uuid)"),
    ),
    signature(
        "trending_posts",
        &[
            ("within", "interval", Some("'7 days'")),
            ("page_size", "integer", Some("50")),
            ("after", "text", NULL),
            ("formula", "text", Some("'decay'")),
            ("viewer", "uuid", NULL),
            ("as_of", "timestamp with time zone", Some("now()")),
        ],
        Some(TRENDING),
    ),
    signature(
        "timeline_for",
        &[
            ("viewer", "uuid", None),
            ("page_size", "integer", Some("20")),
            ("after", "text", NULL),
            ("only", "text[]", NULL),
        ],
        Some(ROWS),
    ),
    signature(
        "posts_by",
        &[
            ("author", "uuid", None),
            ("viewer", "uuid", NULL),
            ("page_size", "integer", Some("20")),
            ("after", "text", NULL),
            ("replies", "boolean", Some("false")),
        ],
        Some(ROWS),
    ),
    signature(
        "posts_in",
        &[
            ("group_key", "smallint", None),
            ("viewer", "uuid", NULL),
            ("page_size", "integer", Some("20")),
            ("after", "text", NULL),
        ],
        Some(ROWS),
    ),
    signature(
        "public_timeline",
        &[
            ("viewer", "uuid", NULL),
            ("page_size", "integer", Some("20")),
            ("after", "text", NULL),
        ],
        Some(ROWS),
    ),
    signature(
        "new_posts_since",
        &[("viewer", "uuid", None), ("cursor", "text", None)],
        Some("integer"),
    ),
];

/// What a feed has besides reads.
pub const OTHERS: [Signature; 4] = [
    signature(
        "dismiss",
        &[("viewer", "uuid", None), ("account", "uuid", None)],
        None,
    ),
    signature(
        "mark_seen",
        &[("viewer", "uuid", None), ("posts", "text[]", None)],
        Some("integer"),
    ),
    signature("warm", &[("viewer", "uuid", None)], Some("void")),
    signature("cool", &[("viewer", "uuid", None)], Some("void")),
];

const RANKED: &str = "TABLE(rank integer, post_id text, author_id uuid, created_at timestamp with time zone, score double precision, reasons text[], cursor text)";

const TRENDING: &str = "TABLE(rank integer, post_id text, author_id uuid, created_at timestamp with time zone, score double precision, cursor text)";

const ROWS: &str = "TABLE(rank integer, post_id text, author_id uuid, created_at timestamp with time zone, reasons text[], cursor text)";

/// Pure functions of engagement.
pub const SCORES: [Signature; 8] = [
    signature(
        "gravity",
        &[
            ("engagement", "float8", None),
            ("age", "interval", None),
            ("exponent", "float8", Some("1.5")),
            ("offset_hours", "float8", Some("2")),
        ],
        Some("double precision"),
    ),
    signature(
        "hot",
        &[
            ("engagement", "float8", None),
            ("at", "timestamptz", None),
            ("half_life", "interval", Some("interval '12 hours'")),
        ],
        Some("double precision"),
    ),
    signature(
        "decayed_value",
        &[
            ("hot", "float8", None),
            ("as_of", "timestamptz", None),
            ("half_life", "interval", Some("interval '12 hours'")),
        ],
        Some("double precision"),
    ),
    signature(
        "reddit_hot",
        &[
            ("ups", "bigint", None),
            ("downs", "bigint", None),
            ("at", "timestamptz", None),
        ],
        Some("double precision"),
    ),
    signature(
        "hacker_news",
        &[("points", "bigint", None), ("age", "interval", None)],
        Some("double precision"),
    ),
    signature(
        "wilson_lower_bound",
        &[
            ("positive", "bigint", None),
            ("total", "bigint", None),
            ("confidence", "float8", Some("0.95")),
        ],
        Some("double precision"),
    ),
    signature(
        "bayesian_average",
        &[
            ("total", "float8", None),
            ("n", "bigint", None),
            ("prior_mean", "float8", None),
            ("prior_weight", "float8", None),
        ],
        Some("double precision"),
    ),
    signature(
        "reciprocal_rank",
        &[("rank", "bigint", None), ("k", "float8", Some("60"))],
        Some("double precision"),
    ),
];
