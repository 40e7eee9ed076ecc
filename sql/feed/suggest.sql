-- Whom to follow.

CREATE OR REPLACE FUNCTION {feed}.suggest_for (
    viewer {user},
    page_size integer DEFAULT 10,
    method text DEFAULT 'adamic_adar'
)
RETURNS TABLE (
    rank integer,
    user_id {user},
    score double precision,
    mutual_count integer,
    mutuals {user}[],
    source text
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 100000 ROWS 10
AS '$libdir/pg_feed', 'suggest_for';

COMMENT ON FUNCTION {feed}.suggest_for ({user}, integer, text) IS
    'accounts that the viewer may want to follow: those whom their followees follow first';

CREATE OR REPLACE FUNCTION {feed}.mutuals_of (account {user})
RETURNS TABLE (user_id {user})
LANGUAGE c STABLE PARALLEL UNSAFE COST 10000 ROWS 100
AS '$libdir/pg_feed', 'mutuals_of';

COMMENT ON FUNCTION {feed}.mutuals_of ({user}) IS
    'accounts that this one follows and that follow it';

CREATE OR REPLACE FUNCTION {feed}.dismiss (viewer {user}, account {user})
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS '$libdir/pg_feed', 'feed_dismiss';

COMMENT ON FUNCTION {feed}.dismiss ({user}, {user}) IS
    'suggests this account to the viewer no more';
