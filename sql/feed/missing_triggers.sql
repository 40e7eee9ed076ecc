-- The statements that make the tables of feed $1, with storage schema $2, captured, and those that leave tables alone that
-- are no longer part of it.
WITH capture AS (
    SELECT f.oid, n.nspname
    FROM pg_proc AS f
    JOIN pg_namespace AS n
      ON n.oid = f.pronamespace
    WHERE n.nspname = $2
      AND f.prosrc = 'feed_capture'
      AND f.probin = '$libdir/pg_feed'
),
captured AS (
    SELECT DISTINCT s.relation
    FROM feed.captured($1) AS s
    -- A table may have been dropped.
    JOIN pg_class AS c
      ON c.oid = s.relation
),
wanted AS (
    SELECT c.relation,
           '!' || $1::text || t.ending AS name,
           t.event,
           t.level
    FROM captured AS c
    CROSS JOIN (VALUES
        ('_row', 'INSERT OR UPDATE OR DELETE', 'ROW'),
        ('_all', 'TRUNCATE', 'STATEMENT')
    ) AS t (ending, event, level)
)
SELECT format('DROP TRIGGER %I ON %s', t.tgname, t.tgrelid::regclass)
FROM pg_trigger AS t
JOIN capture AS c
  ON c.oid = t.tgfoid
WHERE t.tgparentid = 0
  AND NOT EXISTS (SELECT FROM wanted AS w WHERE w.relation = t.tgrelid AND w.name = t.tgname)
UNION ALL
-- The name sorts first: later triggers of the same event find the change captured.
SELECT format(
    'CREATE TRIGGER %I AFTER %s ON %s FOR EACH %s EXECUTE FUNCTION %I.capture()',
    w.name, w.event, w.relation, w.level, c.nspname
)
FROM wanted AS w
CROSS JOIN capture AS c
WHERE NOT EXISTS (
    SELECT
    FROM pg_trigger AS t
    WHERE t.tgrelid = w.relation
      AND t.tgfoid = c.oid
      AND t.tgname = w.name
)
