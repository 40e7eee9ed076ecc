-- Gravity for every post of the last days, from counters that are columns of it; in float8.
SELECT r.id,
       (r.likes_count + 13.5::float8 * r.comments_count)
           / (greatest(date_part('epoch', now() - r.created_at), 0) / 3600 + 2) ^ 1.5::float8 AS score
FROM {tables}.ranked AS r
WHERE r.created_at BETWEEN now() - interval '7 days' AND now()
ORDER BY score DESC, r.id DESC
LIMIT 50
