-- Everything the registry holds of the feed $1, with what the catalogs say now of its tables and columns.
-- A column that was dropped, or a table, has NULL for its present name and type.
SELECT jsonb_build_object(
    'feed', r.feed,
    'owner', n.nspowner::bigint,
    'storage', l.oid::bigint,
    'settings', r.settings,
    'sources', COALESCE(sources.list, '[]')
)::text
FROM feed.registry AS r
JOIN pg_class AS l
  ON l.oid = r.storage
JOIN pg_namespace AS n
  ON n.oid = l.relnamespace
 AND n.nspname = r.feed || '_data'
CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object(
        'kind', s.kind,
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
    ) ORDER BY s.kind, s.relation) AS list
    FROM feed.source AS s
    WHERE s.feed = r.feed
) AS sources
WHERE r.feed = $1
