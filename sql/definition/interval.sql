-- The interval $1 in PostgreSQL's own spelling; no row unless it is above zero.
SELECT i.value::text
FROM (SELECT $1::interval) AS i (value)
WHERE i.value > interval '0'
