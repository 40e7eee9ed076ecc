-- A viewer's window. Both do nothing to what reads return.

CREATE OR REPLACE FUNCTION {feed}.warm (viewer {user})
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS '$libdir/pg_feed', 'feed_warm';

COMMENT ON FUNCTION {feed}.warm ({user}) IS
    'materializes the viewer''s newest timeline posts, so that reading them is faster';

CREATE OR REPLACE FUNCTION {feed}.cool (viewer {user})
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS '$libdir/pg_feed', 'feed_cool';

COMMENT ON FUNCTION {feed}.cool ({user}) IS 'drops what was materialized for the viewer';
