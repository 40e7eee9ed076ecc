-- What is counted of all posts.
SELECT b.post_id, b.signal, b.hour, b.n
FROM {data}.bucket AS b
UNION ALL
SELECT p.post_id, p.signal, h.hour, h.n
FROM {data}.past AS p
CROSS JOIN LATERAL unnest(p.hours, p.counts) AS h (hour, n)
