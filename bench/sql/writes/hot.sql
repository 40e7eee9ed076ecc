-- The post of the last week with most likes; no row where none has any.
SELECT p.id
FROM {tables}.posts AS p
JOIN {tables}.likes AS l
  ON l.post_id = p.id
WHERE p.created_at >= now() - interval '7 days'
GROUP BY p.id
ORDER BY count(*) DESC, p.id
LIMIT 1
