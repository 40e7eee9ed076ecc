CREATE OR REPLACE FUNCTION {feed}.trending_posts (
    within interval DEFAULT '7 days',
    page_size integer DEFAULT 50,
    after text DEFAULT NULL,
    formula text DEFAULT 'decay',
    viewer {user} DEFAULT NULL,
    as_of timestamptz DEFAULT now()
)
RETURNS TABLE (
    rank integer,
    post_id {post},
    author_id {user},
    created_at timestamptz,
    score double precision,
    cursor text
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 50
AS '$libdir/pg_feed', 'trending_posts';

COMMENT ON FUNCTION {feed}.trending_posts (interval, integer, text, text, {user}, timestamptz) IS
    'public posts by engagement: decayed, by gravity, or within a window of time';
