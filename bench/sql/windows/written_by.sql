-- $1 posts: who wrote them.
SELECT author_id
FROM posts
WHERE id = ANY ($1)
ORDER BY id
