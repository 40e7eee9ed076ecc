-- What is to be known of the embedding of feed $1 besides its column; nothing where its type is none of extension vector.
SELECT jsonb_build_object(
    'half', t.typname = 'halfvec',
    -- The type of the same numbers with single precision.
    'single', (SELECT s.oid::bigint FROM pg_type AS s WHERE s.typnamespace = e.extnamespace AND s.typname = 'vector'),
    -- The schema of the extension's operators.
    'schema', quote_ident(n.nspname),
    -- Whether this version of it has HNSW indexes by cosine distance.
    'hnsw', EXISTS (
        SELECT
        FROM pg_opclass AS o
        JOIN pg_am AS m ON m.oid = o.opcmethod
        WHERE m.amname = 'hnsw'
          AND o.opcname = t.typname || '_cosine_ops'
          AND o.opcnamespace = e.extnamespace
    ),
    'dimensions', CASE WHEN a.atttypmod > 0 THEN a.atttypmod END,
    -- Those that have one, by the statistics of the table, or of its parts.
    'posts', (
        SELECT COALESCE(sum(GREATEST(p.reltuples, 0) * (1 - COALESCE(s.stanullfrac, 0))), 0)
        FROM feed.with_parts(ARRAY[a.attrelid::regclass]) AS w (relation)
        JOIN pg_class AS p ON p.oid = w.relation
        JOIN pg_attribute AS c
          ON c.attrelid = p.oid
         AND c.attname = a.attname
        LEFT JOIN pg_statistic AS s
          ON s.starelid = p.oid
         AND s.staattnum = c.attnum
         AND NOT s.stainherit
        WHERE p.relkind = 'r'
    ),
    -- An index over all rows by cosine distance. That of a partitioned table is valid if each part has one.
    'index', (
        SELECT m.amname
        FROM pg_index AS i
        JOIN pg_class AS c ON c.oid = i.indexrelid
        JOIN pg_am AS m ON m.oid = c.relam
        JOIN pg_opclass AS o ON o.oid = i.indclass[0]
        WHERE i.indrelid = a.attrelid
          AND i.indisvalid
          AND i.indpred IS NULL
          AND i.indnkeyatts = 1
          AND i.indkey[0] = a.attnum
          AND m.amname IN ('hnsw', 'ivfflat')
          AND o.opcname = t.typname || '_cosine_ops'
          AND o.opcnamespace = e.extnamespace
        ORDER BY m.amname
        LIMIT 1
    )
)::text
FROM feed.registry AS r
JOIN pg_attribute AS a
  ON a.attrelid = ((r.embedding::bigint >> 32) & 4294967295)::oid
 AND a.attnum = (r.embedding::bigint & 65535)::int2
 AND NOT a.attisdropped
JOIN pg_type AS t
  ON t.oid = a.atttypid
 AND t.typname IN ('vector', 'halfvec')
JOIN pg_depend AS d
  ON d.classid = 'pg_type'::regclass
 AND d.objid = t.oid
 AND d.deptype = 'e'
 AND d.refclassid = 'pg_extension'::regclass
JOIN pg_extension AS e
  ON e.oid = d.refobjid
 AND e.extname = 'vector'
JOIN pg_namespace AS n
  ON n.oid = e.extnamespace
WHERE r.feed = $1
