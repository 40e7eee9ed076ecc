CREATE OR REPLACE FUNCTION {feed}.similar_posts (
    post {post},
    page_size integer DEFAULT 10
)
RETURNS TABLE (
    rank integer,
    post_id {post},
    author_id {user},
    similarity double precision
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 10000 ROWS 10
AS '$libdir/pg_feed', 'similar_posts';

COMMENT ON FUNCTION {feed}.similar_posts ({post}, integer) IS
    'public posts about the same as this one, nearest first';

CREATE OR REPLACE FUNCTION {feed}.similar_users (
    account {user},
    page_size integer DEFAULT 10
)
RETURNS TABLE (
    rank integer,
    user_id {user},
    similarity double precision
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 1000000 ROWS 10
AS '$libdir/pg_feed', 'similar_users';

COMMENT ON FUNCTION {feed}.similar_users ({user}, integer) IS
    'people who lately engaged with posts about the same, nearest first';
