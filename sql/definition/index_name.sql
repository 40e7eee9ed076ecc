-- A name for an index in the schema of table $1, made from $2, that no relation there has yet and that is not among $3.
SELECT candidate.name
FROM generate_series(0, 1000) AS try (number)
CROSS JOIN LATERAL (
    SELECT $2 || CASE try.number WHEN 0 THEN '' ELSE '_x' || try.number END
) AS candidate (name)
WHERE candidate.name <> ALL ($3)
  AND NOT EXISTS (
    SELECT
    FROM pg_class AS c
    WHERE c.relname = candidate.name
      AND c.relnamespace = (SELECT t.relnamespace FROM pg_class AS t WHERE t.oid = $1)
)
ORDER BY try.number
LIMIT 1
