-- What the feed with storage schema $1 captures of table $2, which may be part of a partitioned one: a part has its columns
-- under its own numbers. No row where the schema is no feed's.
SELECT jsonb_build_object(
    'pending', p.oid::bigint,
    'pending_signal', e.oid::bigint,
    'owner', n.nspowner::bigint,
    'kinds', (
        -- Without groups their keys are bigint.
        SELECT jsonb_build_object(
            'user', (k.of ->> 'author')::bigint,
            'post', (k.of ->> 'id')::bigint,
            'time', (k.of ->> 'created_at')::bigint,
            'group', COALESCE((k.of ->> 'group')::bigint, 20)
        )
        FROM feed.source AS s
        CROSS JOIN LATERAL (
            SELECT jsonb_object_agg(b.role, b.kind::oid)
            FROM unnest(s.roles, s.types) AS b (role, kind)
        ) AS k (of)
        WHERE s.feed = r.feed
          AND s.kind = 'posts'
    ),
    'relations', (
        SELECT COALESCE(jsonb_agg(s.relation::oid::bigint), '[]')
        FROM feed.source AS s
        WHERE s.feed = r.feed
    ),
    'sources', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object(
            'kind', s.kind,
            'both_ways', s.both_ways,
            'place', g.place,
            'active', s.conditions ->> 'active',
            'names', s.mentions,
            'columns', (
                SELECT jsonb_object_agg(b.role, c.attnum)
                FROM unnest(s.roles, s.columns::bigint[], s.types) AS b (role, reference, kind)
                LEFT JOIN pg_attribute AS a
                  ON a.attrelid = s.relation
                 AND a.attnum = (b.reference & 65535)::int2
                 AND a.atttypid = b.kind
                 AND NOT a.attisdropped
                LEFT JOIN pg_attribute AS c
                  ON c.attrelid = $2
                 AND c.attname = a.attname
                 AND NOT c.attisdropped
            ),
            'mentioned', (
                SELECT COALESCE(jsonb_agg(c.attnum ORDER BY m.number), '[]')
                FROM unnest(s.mentioned::bigint[]) WITH ORDINALITY AS m (reference, number)
                LEFT JOIN pg_attribute AS a
                  ON a.attrelid = s.relation
                 AND a.attnum = (m.reference & 65535)::int2
                 AND NOT a.attisdropped
                LEFT JOIN pg_attribute AS c
                  ON c.attrelid = $2
                 AND c.attname = a.attname
                 AND NOT c.attisdropped
            )
        )), '[]')
        FROM feed.captured(r.feed) AS s
        LEFT JOIN feed.signal AS g
          ON g.feed = s.feed
         AND g.signal = s.signal
        WHERE s.relation = $2
           OR s.relation IN (SELECT t.relid FROM pg_partition_ancestors($2) AS t)
    )
)::text
FROM feed.registry AS r
JOIN pg_class AS l
  ON l.oid = r.storage
 AND l.relnamespace = $1
JOIN pg_namespace AS n
  ON n.oid = $1
LEFT JOIN pg_class AS p
  ON p.relnamespace = $1
 AND p.relname = 'pending'
 AND p.relkind = 'r'
LEFT JOIN pg_class AS e
  ON e.relnamespace = $1
 AND e.relname = 'pending_signal'
 AND e.relkind = 'r'
