-- Keeping what is kept. Everyone may call these: each checks that the caller owns the feed.

CREATE FUNCTION feed.maintain (feed name DEFAULT NULL, max_batches integer DEFAULT NULL)
RETURNS bigint
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_maintain';

COMMENT ON FUNCTION feed.maintain IS
    'applies pending changes in the caller''s transaction; returns how many, 0 at once if another applier is at work';

CREATE PROCEDURE feed.run_maintenance (feed name DEFAULT NULL)
LANGUAGE c
AS 'MODULE_PATHNAME', 'feed_run_maintenance';

COMMENT ON PROCEDURE feed.run_maintenance IS 'applies pending changes, and commits after each batch';

CREATE FUNCTION feed.check (feed name)
RETURNS TABLE (
    object text,
    detail jsonb
)
LANGUAGE c VOLATILE ROWS 10
AS 'MODULE_PATHNAME', 'feed_check';

COMMENT ON FUNCTION feed.check IS
    'compares what is kept for a feed with the app''s tables: no row when it is exact';

CREATE FUNCTION feed.repair (feed name)
RETURNS bigint
LANGUAGE c VOLATILE
AS 'MODULE_PATHNAME', 'feed_repair';

COMMENT ON FUNCTION feed.repair IS
    'rebuilds what differs from the app''s tables; returns how many rows it corrected';

CREATE PROCEDURE feed.run_repair (feed name)
LANGUAGE c
AS 'MODULE_PATHNAME', 'feed_run_repair';

COMMENT ON PROCEDURE feed.run_repair IS 'does what feed.repair does, and commits on its way';

-- How far maintenance of a feed is; behind view feed.status.
CREATE FUNCTION feed.progress (feed name)
RETURNS TABLE (
    pending bigint,
    pending_since timestamptz,
    windows bigint,
    entries bigint,
    bytes bigint,
    last_maintained timestamptz,
    worker_pid integer,
    last_error text
)
LANGUAGE c STABLE ROWS 1
AS 'MODULE_PATHNAME', 'feed_progress';

COMMENT ON FUNCTION feed.progress IS 'how far maintenance of a feed is, for its owner';

CREATE VIEW feed.status
WITH (security_barrier)
AS
SELECT r.feed,
       p.pending,
       pg_catalog.now() OPERATOR(pg_catalog.-) p.pending_since AS pending_age,
       p.windows,
       p.entries,
       p.bytes,
       p.last_maintained,
       p.worker_pid,
       p.last_error
FROM feed.registry AS r
JOIN pg_catalog.pg_class AS l
  ON l.oid = r.storage
JOIN pg_catalog.pg_namespace AS n
  ON n.oid = l.relnamespace
 AND n.nspname = r.feed || '_data'
CROSS JOIN LATERAL feed.progress(r.feed) AS p
WHERE pg_catalog.pg_has_role(n.nspowner, 'USAGE');

COMMENT ON VIEW feed.status IS 'a row per feed that you own: what is kept for it and how far maintenance is';

-- It shows a role its own feeds only.
GRANT SELECT ON feed.status TO PUBLIC;
