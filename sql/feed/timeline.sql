-- The chronological reads of a feed, typed with the keys of its tables. Not for parallel queries: loading a
-- definition takes a snapshot of its own.

CREATE OR REPLACE FUNCTION {feed}.timeline_for (
    viewer {user},
    page_size integer DEFAULT 20,
    after text DEFAULT NULL,
    "only" text[] DEFAULT NULL
)
RETURNS TABLE (
    rank integer,
    post_id {post},
    author_id {user},
    created_at timestamptz,
    reasons text[],
    cursor text
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 20
AS '$libdir/pg_feed', 'timeline_for';

COMMENT ON FUNCTION {feed}.timeline_for ({user}, integer, text, text[]) IS
    'posts by the viewer, by whom they follow, and in their groups, newest first';

CREATE OR REPLACE FUNCTION {feed}.posts_by (
    author {user},
    viewer {user} DEFAULT NULL,
    page_size integer DEFAULT 20,
    after text DEFAULT NULL,
    replies boolean DEFAULT false
)
RETURNS TABLE (
    rank integer,
    post_id {post},
    author_id {user},
    created_at timestamptz,
    reasons text[],
    cursor text
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 20
AS '$libdir/pg_feed', 'posts_by';

COMMENT ON FUNCTION {feed}.posts_by ({user}, {user}, integer, text, boolean) IS
    'one author''s posts that are public or that the viewer has a reason to see, pinned first';

CREATE OR REPLACE FUNCTION {feed}.posts_in (
    group_key {group},
    viewer {user} DEFAULT NULL,
    page_size integer DEFAULT 20,
    after text DEFAULT NULL
)
RETURNS TABLE (
    rank integer,
    post_id {post},
    author_id {user},
    created_at timestamptz,
    reasons text[],
    cursor text
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 20
AS '$libdir/pg_feed', 'posts_in';

COMMENT ON FUNCTION {feed}.posts_in ({group}, {user}, integer, text) IS
    'one group''s posts for its active members, pinned first';

CREATE OR REPLACE FUNCTION {feed}.public_timeline (
    viewer {user} DEFAULT NULL,
    page_size integer DEFAULT 20,
    after text DEFAULT NULL
)
RETURNS TABLE (
    rank integer,
    post_id {post},
    author_id {user},
    created_at timestamptz,
    reasons text[],
    cursor text
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 20
AS '$libdir/pg_feed', 'public_timeline';

COMMENT ON FUNCTION {feed}.public_timeline ({user}, integer, text) IS
    'everybody''s public posts, pinned first';

CREATE OR REPLACE FUNCTION {feed}.new_posts_since (
    viewer {user},
    cursor text
)
RETURNS integer
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000
AS '$libdir/pg_feed', 'new_posts_since';

COMMENT ON FUNCTION {feed}.new_posts_since ({user}, text) IS
    'how many timeline posts are newer than a cursor of timeline_for, counted up to 100';
