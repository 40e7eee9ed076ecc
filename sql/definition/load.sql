-- Everything the registry holds of the feed $1, with what the catalogs say now of its tables and columns.
-- A column that was dropped, or a table, has NULL for its present name and type.
SELECT jsonb_build_object(
    'feed', r.feed,
    'owner', n.nspowner::bigint,
    'storage', l.oid::bigint,
    'settings', r.settings,
    'generation', feed.generation(r.feed),
    'tables', COALESCE(kept.tables, '{}'),
    'sources', COALESCE(sources.list, '[]'),
    'signals', COALESCE(signals.list, '[]'),
    'embedding', CASE
        WHEN r.embedding IS NOT NULL THEN jsonb_build_object(
            'role', 'embedding',
            'attribute', r.embedding::bigint & 65535,
            'declared', r.embedding_type::oid::bigint,
            'name', e.attname,
            'kind', e.atttypid::bigint,
            'collation', e.attcollation::bigint
        )
    END
)::text
FROM feed.registry AS r
JOIN pg_class AS l
  ON l.oid = r.storage
JOIN pg_namespace AS n
  ON n.oid = l.relnamespace
 AND n.nspname = r.feed || '_data'
LEFT JOIN pg_attribute AS e
  ON e.attrelid = ((r.embedding::bigint >> 32) & 4294967295)::oid
 AND e.attnum = (r.embedding::bigint & 65535)::int2
 AND NOT e.attisdropped
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
        'kind', s.kind,
        'signal', s.signal,
        'generation', feed.generation(concat_ws(' ', CASE WHEN s.kind <> 'signal' THEN r.generation END, s.columns::bigint[], s.conditions, s.mentioned::bigint[]), ARRAY[s.relation]),
        'captured', captured.by_row AND captured.as_whole AND NOT captured.inherited,
        'relation', s.relation::oid::bigint,
        'name', (
            SELECT quote_ident(tn.nspname) || '.' || quote_ident(t.relname)
            FROM pg_class AS t
            JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
            WHERE t.oid = s.relation
        ),
        'both_ways', s.both_ways,
        'conditions', s.conditions,
        'columns', (
            SELECT COALESCE(jsonb_agg(jsonb_build_object(
                'role', b.role,
                'attribute', b.reference & 65535,
                'declared', b.kind::oid::bigint,
                'name', a.attname,
                'kind', a.atttypid::bigint,
                'collation', a.attcollation::bigint,
                'deterministic', l.oid IS NULL OR l.collisdeterministic
            ) ORDER BY b.place), '[]')
            FROM unnest(s.roles, s.columns::bigint[], s.types)
                 WITH ORDINALITY AS b (role, reference, kind, place)
            LEFT JOIN pg_attribute AS a
              ON a.attrelid = ((b.reference >> 32) & 4294967295)::oid
             AND a.attnum = (b.reference & 65535)::int2
             AND NOT a.attisdropped
            LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
        ),
        'mentions', (
            SELECT COALESCE(jsonb_agg(jsonb_build_object(
                'role', m.name,
                'attribute', m.reference & 65535,
                'declared', m.kind::oid::bigint,
                'name', a.attname,
                'kind', a.atttypid::bigint,
                'collation', a.attcollation::bigint
            ) ORDER BY m.place), '[]')
            FROM unnest(s.mentions, s.mentioned::bigint[], s.mention_types)
                 WITH ORDINALITY AS m (name, reference, kind, place)
            LEFT JOIN pg_attribute AS a
              ON a.attrelid = ((m.reference >> 32) & 4294967295)::oid
             AND a.attnum = (m.reference & 65535)::int2
             AND NOT a.attisdropped
        )
    ) ORDER BY s.kind, s.relation, s.signal) AS list
    FROM feed.source AS s
    CROSS JOIN LATERAL (
        -- Bit 0 of a trigger's type: for each row.
        SELECT COALESCE(bool_or(t.tgtype & 1 = 1), false)
                   AND EXISTS (SELECT FROM feed.captured(r.feed) AS c WHERE (c.kind, c.relation, c.signal) = (s.kind, s.relation, s.signal))
                   AS by_row,
               COALESCE(bool_or(t.tgtype & 1 = 0), false) AS as_whole,
               -- A partitioned table's trigger fires for its parts; that of a parent by inheritance does not.
               EXISTS (
                   SELECT
                   FROM pg_inherits AS i
                   JOIN pg_class AS p ON p.oid = i.inhparent
                   WHERE p.oid = s.relation
                     AND p.relkind = 'r'
               ) AS inherited
        FROM pg_trigger AS t
        JOIN pg_proc AS f ON f.oid = t.tgfoid
        WHERE t.tgrelid = s.relation
          AND f.pronamespace = n.oid
          AND f.prosrc = 'feed_capture'
          AND f.probin = '$libdir/pg_feed'
          AND t.tgenabled IN ('O', 'A')
    ) AS captured
    WHERE s.feed = r.feed
) AS sources
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
        'place', s.place,
        'signal', s.signal,
        'weight', s.weight,
        'default_weight', s.default_weight,
        'impression', s.impression,
        'generation', s.generation,
        'counter', CASE
            WHEN s.counter IS NOT NULL THEN jsonb_build_object(
                'role', 'counter',
                'attribute', s.counter::bigint & 65535,
                'declared', s.counter_type::oid::bigint,
                'name', a.attname,
                'kind', a.atttypid::bigint,
                'collation', a.attcollation::bigint
            )
        END
    ) ORDER BY s.place) AS list
    FROM feed.signal AS s
    LEFT JOIN pg_attribute AS a
      ON a.attrelid = ((s.counter::bigint >> 32) & 4294967295)::oid
     AND a.attnum = (s.counter::bigint & 65535)::int2
     AND NOT a.attisdropped
    WHERE s.feed = r.feed
) AS signals
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(t.relname, jsonb_build_object(
        'table', t.oid::bigint,
        -- A dropped column counts, as type 0.
        'types', (
            SELECT jsonb_agg(a.atttypid::bigint ORDER BY a.attnum)
            FROM pg_attribute AS a
            WHERE a.attrelid = t.oid
              AND a.attnum > 0
        )
    )) AS tables
    FROM pg_class AS t
    WHERE t.relnamespace = n.oid
      AND t.relkind = 'r'
) AS kept
WHERE r.feed = $1
