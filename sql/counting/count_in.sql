-- Counts the rows of signal $1 in one snapshot, and forgets what was pending in the same one: it is counted with them. Hours
-- before $2 are packed at once.
WITH taken AS (
    DELETE FROM {data}.pending_signal AS p
    WHERE p.signal = $1
    RETURNING p.was_post_id, p.removed_by, p.recount
),
noted AS (
    INSERT INTO {data}.lowered (post_id, removed_by)
    SELECT DISTINCT t.was_post_id, t.removed_by
    FROM taken AS t
    WHERE t.was_post_id IS NOT NULL
    ON CONFLICT DO NOTHING
),
recounted AS (
    UPDATE {data}.counting AS c
    SET recounts = c.recounts + t.recounts
    FROM (SELECT count(*) AS recounts FROM taken WHERE recount) AS t
    WHERE t.recounts > 0
),
counted AS MATERIALIZED (
    SELECT e.post_id, COALESCE(e.hour, '-infinity') AS hour, count(*) AS n
    FROM (
{rows}
    ) AS e (post_id, place, hour)
    GROUP BY e.post_id, e.hour
),
packed AS (
    INSERT INTO {data}.past (post_id, signal, hours, counts)
    SELECT c.post_id, $1, array_agg(c.hour ORDER BY c.hour), array_agg(c.n ORDER BY c.hour)
    FROM counted AS c
    WHERE c.hour > '-infinity'
      AND c.hour < $2
    GROUP BY c.post_id
)
INSERT INTO {data}.bucket (post_id, hour, signal, n)
SELECT c.post_id, c.hour, $1, c.n
FROM counted AS c
WHERE c.hour = '-infinity'
   OR c.hour >= $2
ORDER BY c.post_id, c.hour
