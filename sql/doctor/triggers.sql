-- Tables of feed $1 whose changes are not all captured, each with the statement that mends it, for the parts of partitioned
-- ones too. A table that is part of nothing captured at all (a key that is computed when read) is not told.
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
    SELECT DISTINCT COALESCE(t.relid, s.relation) AS relation,
           s.relation AS root
    FROM feed.source AS s
    LEFT JOIN LATERAL pg_partition_tree(s.relation) AS t
      ON true
    WHERE s.feed = $1
)
SELECT b.relation::regclass::text,
       CASE
           WHEN t.tgname IS NULL THEN format('SELECT feed.alter(%L, ''{}'')', $1)
           ELSE format('ALTER TABLE %s ENABLE TRIGGER %I', b.relation::regclass, t.tgname)
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
WHERE EXISTS (SELECT FROM pg_class AS c WHERE c.oid = b.relation)
  -- Statement triggers of a partitioned table are not its parts'.
  AND (k.by_row OR b.relation = b.root)
  AND (t.tgname IS NULL OR t.tgenabled NOT IN ('O', 'A'))
  AND NOT EXISTS (
      SELECT
      FROM feed.source AS o
      CROSS JOIN LATERAL unnest(o.columns::bigint[]) AS r (reference)
      JOIN pg_attribute AS a
        ON a.attrelid = o.relation
       AND a.attnum = (r.reference & 65535)::int2
      WHERE o.feed = $1
        AND a.attgenerated = 'v'
  )
ORDER BY 1, 3
