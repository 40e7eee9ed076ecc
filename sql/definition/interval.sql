-- The interval $1 in PostgreSQL's own spelling; no row unless it is from $2 to $3.
SELECT i.value::text
FROM (SELECT $1::interval) AS i (value)
WHERE i.value >= $2::interval
  AND ($3 IS NULL OR i.value <= $3::interval)
