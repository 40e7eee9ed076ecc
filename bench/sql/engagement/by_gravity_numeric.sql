-- The same as it is written without thinking of types: 13.5, 1.5 and EXTRACT are numeric.
SELECT r.id,
       ((r.likes_count + 13.5 * r.comments_count)
           / (greatest(extract(epoch FROM now() - r.created_at), 0) / 3600 + 2) ^ 1.5) AS score
FROM {tables}.ranked AS r
WHERE r.created_at BETWEEN now() - interval '7 days' AND now()
ORDER BY score DESC, r.id DESC
LIMIT 50
