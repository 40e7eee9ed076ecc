-- The query everybody writes first.
SELECT p.id, p.author_id, p.created_at
FROM posts AS p
JOIN follows AS f ON f.followee_id = p.author_id
WHERE f.follower_id = $1
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
