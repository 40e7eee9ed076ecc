-- Binds the table described by document $2 to feed $1.
INSERT INTO feed.source (
    feed, kind, relation, signal, roles, columns, types,
    conditions, mentions, mentioned, mention_types, both_ways
)
SELECT
    $1,
    d.document ->> 'kind',
    (d.document ->> 'relation')::oid::regclass,
    d.document ->> 'signal',
    bound.roles,
    bound.columns,
    bound.types,
    d.document -> 'conditions',
    named.roles,
    named.columns,
    named.types,
    (d.document ->> 'both_ways')::boolean
FROM (SELECT $2::jsonb) AS d (document)
CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(b.role ORDER BY b.place), '{}'),
           COALESCE(array_agg(b.reference::feed.regcolumn ORDER BY b.place), '{}'),
           COALESCE(array_agg(b.kind::oid::regtype ORDER BY b.place), '{}')
    FROM ROWS FROM (
        jsonb_to_recordset(d.document -> 'columns') AS (role text, reference bigint, kind bigint)
    ) WITH ORDINALITY AS b (role, reference, kind, place)
) AS bound (roles, columns, types)
CROSS JOIN LATERAL (
    SELECT COALESCE(array_agg(b.role ORDER BY b.place), '{}'),
           COALESCE(array_agg(b.reference::feed.regcolumn ORDER BY b.place), '{}'),
           COALESCE(array_agg(b.kind::oid::regtype ORDER BY b.place), '{}')
    FROM ROWS FROM (
        jsonb_to_recordset(d.document -> 'mentions') AS (role text, reference bigint, kind bigint)
    ) WITH ORDINALITY AS b (role, reference, kind, place)
) AS named (roles, columns, types)
