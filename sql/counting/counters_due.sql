-- The counters of signal $1 have to be looked at of the posts $2.
INSERT INTO {data}.counter_due (signal, post_id)
SELECT $1, k.post_id
FROM unnest($2) AS k (post_id)
ON CONFLICT DO NOTHING
