-- Tables of feed $1 whose changes are not all captured, each with the statement that mends it, for the parts of partitioned
-- ones too. Of a feed that is not captured on purpose nothing is told.
WITH capture AS (
    SELECT f.oid
    FROM pg_proc AS f
    JOIN pg_namespace AS n
      ON n.oid = f.pronamespace
    WHERE n.nspname = $1 || '_data'
      AND f.prosrc = 'feed_capture'
      AND f.probin = '$libdir/pg_feed'
),
bound AS (
    SELECT b.relation,
           EXISTS (SELECT FROM feed.source AS s WHERE s.feed = $1 AND s.relation = b.relation) AS is_root
    FROM feed.with_parts(ARRAY(SELECT c.relation FROM feed.captured($1) AS c)) AS b (relation)
)
SELECT b.relation::text,
       CASE
           WHEN t.tgname IS NULL THEN format('SELECT feed.alter(%L, ''{}'')', $1)
           ELSE format('ALTER TABLE %s ENABLE TRIGGER %I', b.relation, t.tgname)
       END,
       t.tgname IS NULL
FROM bound AS b
CROSS JOIN (VALUES (true), (false)) AS k (by_row)
LEFT JOIN LATERAL (
    SELECT g.tgname, g.tgenabled
    FROM pg_trigger AS g
    JOIN capture AS c
      ON c.oid = g.tgfoid
    WHERE g.tgrelid = b.relation
      AND (g.tgtype & 1 = 1) = k.by_row
    LIMIT 1
) AS t
  ON true
-- Statement triggers of a partitioned table are not its parts'.
WHERE (k.by_row OR b.is_root)
  AND (t.tgname IS NULL OR t.tgenabled NOT IN ('O', 'A'))
ORDER BY 1, 3
