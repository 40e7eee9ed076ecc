-- $1 table: the statement that fills its copy, times shifted; NULL where the network has no such table.
SELECT format(
           'INSERT INTO {tables}.%1$I (%2$s) SELECT %3$s FROM {network}.%1$I AS t, {tables}.shift AS s',
           $1::text,
           string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
           string_agg(
               CASE a.atttypid
                   WHEN 'timestamptz'::regtype THEN format('t.%I + s.by', a.attname)
                   ELSE format('t.%I', a.attname)
               END,
               ', ' ORDER BY a.attnum
           )
       ) AS fill
FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = to_regclass(format('{network}.%I', $1::text))
  AND a.attnum > 0
  AND NOT a.attisdropped
HAVING count(*) > 0
