-- Adds the differences $4 to the counts of posts $1, hours $2 and signals $3, in the order of their key.
INSERT INTO {data}.bucket AS b (post_id, hour, signal, n)
SELECT k.post_id, k.hour, k.signal::smallint, k.n
FROM unnest($1, $2, $3, $4) AS k (post_id, hour, signal, n)
ON CONFLICT (post_id, hour, signal) DO UPDATE
SET n = b.n + excluded.n
