-- The indexes that the copy is to have: all those of the table.
SELECT format(
           'CREATE %s INDEX ON {tables}.{twin} %s',
           CASE WHEN i.indisunique THEN 'UNIQUE' END,
           substring(pg_get_indexdef(i.indexrelid) FROM ' (USING .*)$')
       ) AS build
FROM pg_catalog.pg_index AS i
WHERE i.indrelid = '{tables}.{table}'::regclass
ORDER BY i.indexrelid
