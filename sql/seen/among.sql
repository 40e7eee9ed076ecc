-- Which of the posts $2 viewer $1 has marked as seen since $3.
SELECT s.post_id
FROM {data}.seen AS s
WHERE s.viewer = $1
  AND s.post_id = ANY ($2)
  AND s.seen_at >= $3
