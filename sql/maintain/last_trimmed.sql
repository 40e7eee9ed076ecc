-- The viewer whose window was trimmed last, unless a round has just ended.
SELECT m.trimmed
FROM {data}.maintenance AS m
WHERE m.trimmed IS NOT NULL
