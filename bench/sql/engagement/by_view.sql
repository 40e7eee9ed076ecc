-- The first posts of the view, and what they are worth now.
SELECT v.id,
       v.author_id,
       v.created_at,
       exp(v.score) * 2 ^ (date_part('epoch', s.at - now()) / 43200) AS value
FROM (
    SELECT id, author_id, created_at, score
    FROM {tables}.fresh
    ORDER BY score DESC, id DESC
    LIMIT 50
) AS v
CROSS JOIN {tables}.shift AS s
ORDER BY v.score DESC, v.id DESC
