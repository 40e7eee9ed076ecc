-- The first post of the last seven days, and the last one.
SELECT coalesce(min(p.id) FILTER (WHERE p.created_at >= now() - interval '7 days'), max(p.id)) AS first_recent,
       max(p.id) AS last
FROM {tables}.posts AS p
