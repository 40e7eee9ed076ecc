-- What is counted of the hours from $1 to $2, of which those before $3 may be packed.
SELECT b.post_id, b.signal, b.hour, b.n
FROM {data}.bucket AS b
WHERE b.hour BETWEEN $1 AND $2
UNION ALL
SELECT p.post_id, p.signal, h.hour, h.n
FROM {data}.past AS p
CROSS JOIN LATERAL unnest(p.hours, p.counts) AS h (hour, n)
WHERE $1 < $3
  AND h.hour BETWEEN $1 AND $2
