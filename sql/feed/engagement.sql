-- What the views of engagement are made of. A view that named the app's tables itself would keep their columns from being
-- altered.

CREATE OR REPLACE FUNCTION {feed}.post_stats_rows (posts {post}[] DEFAULT NULL)
RETURNS TABLE (
    post_id {post},
    author_id {user},
    created_at timestamptz,
    engagement double precision,
    hot double precision,
    counts bigint[]
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 1000 SUPPORT feed.rows_support
AS '$libdir/pg_feed', 'post_stats_rows';

COMMENT ON FUNCTION {feed}.post_stats_rows ({post}[]) IS 'what views post_stats and signal_counts show, with counts as an array';

CREATE OR REPLACE FUNCTION {feed}.engagement_hourly_rows (posts {post}[] DEFAULT NULL)
RETURNS TABLE (
    post_id {post},
    hour timestamptz,
    counts bigint[]
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 1000 SUPPORT feed.rows_support
AS '$libdir/pg_feed', 'engagement_hourly_rows';

COMMENT ON FUNCTION {feed}.engagement_hourly_rows ({post}[]) IS 'what view engagement_hourly shows, with counts as an array';

CREATE OR REPLACE FUNCTION {feed}.trending_rows ()
RETURNS TABLE (
    post_id {post},
    author_id {user},
    created_at timestamptz,
    engagement double precision,
    hot double precision,
    value double precision,
    counts bigint[]
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000 ROWS 1000
AS '$libdir/pg_feed', 'trending_rows';

COMMENT ON FUNCTION {feed}.trending_rows () IS 'what view trending shows, with counts as an array';
