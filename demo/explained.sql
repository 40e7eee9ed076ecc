-- Tells why the first post of a ranked page is the first. Wants :viewer and the colours :bold, :dim, :plain.

BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT post_id AS post
FROM home.feed_for(:viewer, 1) \gset

SELECT :'dim' || format(E'  SELECT home.explain(%s, %s);\n', :viewer, :post) || :'plain';

SELECT home.explain(:viewer, :post) AS told \gset

SELECT :'dim' || '  ' || rpad('FACTOR', 16) || rpad('VALUE', 9) || rpad('WEIGHT', 9) || rpad('ADDS', 9) || 'MADE OF' || :'plain'
UNION ALL
SELECT :'dim' || '  ' || concat_ws('  ', repeat('─', 14), repeat('─', 7), repeat('─', 7), repeat('─', 7), repeat('─', 54)) || :'plain';

SELECT '  ' || rpad(name, 16)
       || rpad(to_char((factor ->> 'value')::float8, 'FM0.000'), 9)
       || rpad(to_char((factor ->> 'weight')::float8, 'FM0.00'), 9)
       || rpad(to_char((factor ->> 'contribution')::float8, 'FM0.000'), 9)
       || (
           SELECT string_agg(
                      replace(key, '_', ' ') || ' ' || CASE jsonb_typeof(value) WHEN 'number' THEN round((value)::numeric, 2)::text ELSE value::text END,
                      ', '
                  )
           FROM jsonb_each(factor -> 'raw')
       )
FROM jsonb_each(:'told'::jsonb -> 'factors') AS f (name, factor)
ORDER BY (factor ->> 'contribution')::float8 DESC;

SELECT format(E'\n  times %s for its source, %s if seen before, %s behind %s others of its author: %s', m -> 'source' ->> 'value', m -> 'seen' ->> 'value',
              m -> 'diversity' ->> 'value', m -> 'diversity' ->> 'posts_of_author_before', to_char((:'told'::jsonb ->> 'total')::float8, 'FM0.000'))
FROM (SELECT :'told'::jsonb -> 'multipliers') AS multipliers (m);
COMMIT;
