-- Of the posts $1, hours $2 and signals $3 those that count nothing any more.
DELETE FROM {data}.bucket AS b
USING unnest($1, $2, $3) AS k (post_id, hour, signal)
WHERE b.post_id = k.post_id
  AND b.hour = k.hour
  AND b.signal = k.signal::smallint
  AND b.n = 0
