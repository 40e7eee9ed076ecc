-- One page with the posts' bodies, as an app that shows them asks for it.
SELECT t.post_id, t.author_id, t.created_at, p.body, t.rank, t.reasons, t.cursor
FROM timeline_for($1, 20) AS t
JOIN posts AS p ON p.id = t.post_id
ORDER BY t.rank
