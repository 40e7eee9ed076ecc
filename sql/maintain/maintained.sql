-- A batch has been applied; $1: it found nothing to do. What was set aside stays told until it is repaired. An idle feed
-- is written to once a minute, so that it can be seen that somebody looks.
UPDATE {data}.maintenance AS m
SET last_maintained = clock_timestamp(),
    last_error = CASE WHEN m.last_error IS NOT NULL THEN aside.error END
FROM (
    SELECT COALESCE(
        (SELECT p.error FROM {data}.pending AS p WHERE p.error IS NOT NULL LIMIT 1),
        (SELECT p.error FROM {data}.pending_signal AS p WHERE p.error IS NOT NULL LIMIT 1),
        (SELECT c.error FROM {data}.counted AS c WHERE c.error IS NOT NULL LIMIT 1),
        (SELECT d.error FROM {data}.counter_due AS d WHERE d.error IS NOT NULL LIMIT 1)
    ) AS error
) AS aside
WHERE NOT $1
   OR m.last_maintained IS NULL
   OR m.last_maintained < clock_timestamp() - interval '1 minute'
   OR (m.last_error IS NOT NULL AND m.last_error IS DISTINCT FROM aside.error)
