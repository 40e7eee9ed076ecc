-- The statements that build index $2 over columns $3 (as SQL lists them) of table $1 without blocking writes, with clause $4
-- before the columns.
-- A partitioned table takes no CREATE INDEX CONCURRENTLY: the index is made empty, then on each partition that has
-- rows, then attached, from the leaves up.
WITH part AS (
    SELECT t.relid, t.parentrelid, t.isleaf, t.level,
           row_number() OVER (ORDER BY t.level, t.relid::oid) - 1 AS place
    FROM pg_partition_tree($1) AS t
), named AS (
    SELECT p.*,
           quote_ident(n.nspname) AS schema,
           quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name,
           quote_ident(left($2, 55) || CASE p.place WHEN 0 THEN '' ELSE '_' || p.place END) AS index
    FROM part AS p
    JOIN pg_class AS c ON c.oid = p.relid
    JOIN pg_namespace AS n ON n.oid = c.relnamespace
)
SELECT string_agg(s.statement, E';\n' ORDER BY s.step, s.place)
FROM (
    SELECT 1 AS step, n.place,
           CASE
               WHEN n.isleaf THEN format('CREATE INDEX CONCURRENTLY %s ON %s%s (%s)', n.index, n.name, $4, $3)
               ELSE format('CREATE INDEX %s ON ONLY %s%s (%s)', n.index, n.name, $4, $3)
           END AS statement
    FROM named AS n
    UNION ALL
    SELECT 2, -c.place,
           format('ALTER INDEX %s.%s ATTACH PARTITION %s.%s', p.schema, p.index, c.schema, c.index)
    FROM named AS c
    JOIN named AS p ON p.relid = c.parentrelid
    UNION ALL
    SELECT 1, 0, format('CREATE INDEX CONCURRENTLY %s ON %s%s (%s)', quote_ident($2), $1::text, $4, $3)
    WHERE NOT EXISTS (SELECT FROM named)
) AS s
