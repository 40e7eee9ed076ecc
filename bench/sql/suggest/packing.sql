-- How far packing is, and what it takes.
SELECT p.done,
       p.accounts,
       (SELECT count(*) FROM follows) AS follows,
       (SELECT count(*) FROM {data}.followees) AS chunks,
       pg_total_relation_size('{data}.followees') AS lists,
       pg_total_relation_size('{data}.account') AS numbers,
       pg_total_relation_size('follows') AS app
FROM {data}.packing AS p
