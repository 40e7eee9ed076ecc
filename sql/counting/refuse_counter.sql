-- The first counter of signal $1 that has to be looked at cannot be written, because of $2.
UPDATE {data}.counter_due AS d
SET error = $2
FROM (
    SELECT o.post_id
    FROM {data}.counter_due AS o
    WHERE o.signal = $1
      AND o.error IS NULL
    ORDER BY o.post_id
    LIMIT 1
) AS f
WHERE d.signal = $1
  AND d.post_id = f.post_id
