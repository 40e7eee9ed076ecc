-- What is counted of the posts $1.
SELECT b.post_id, b.signal, b.hour, b.n
FROM {data}.bucket AS b
WHERE b.post_id = ANY ($1)
UNION ALL
SELECT p.post_id, p.signal, h.hour, h.n
FROM {data}.past AS p
CROSS JOIN LATERAL unnest(p.hours, p.counts) AS h (hour, n)
WHERE p.post_id = ANY ($1)
