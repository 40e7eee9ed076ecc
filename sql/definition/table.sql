-- What a table is and which columns it has, for binding the table with OID $1.
SELECT jsonb_build_object(
    'name', quote_ident(n.nspname) || '.' || quote_ident(c.relname),
    'kind', c.relkind,
    'persistence', c.relpersistence,
    'owner', c.relowner::bigint,
    'caller_owns', pg_has_role(current_user, c.relowner, 'USAGE'),
    'forces_policies', c.relrowsecurity AND c.relforcerowsecurity,
    'columns', (
        SELECT COALESCE(jsonb_agg(jsonb_build_object(
            'name', a.attname,
            'attribute', a.attnum,
            'kind', a.atttypid::bigint,
            'type', format_type(a.atttypid, a.atttypmod),
            'deterministic', l.oid IS NULL OR l.collisdeterministic
        ) ORDER BY a.attnum), '[]')
        FROM pg_attribute AS a
        LEFT JOIN pg_collation AS l ON l.oid = a.attcollation
        WHERE a.attrelid = c.oid
          AND a.attnum > 0
          AND NOT a.attisdropped
    )
)::text
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.oid = $1
