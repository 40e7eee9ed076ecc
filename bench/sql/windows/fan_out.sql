-- $1 posts: copied to all followers by one plain statement.
INSERT INTO {tables}.copy (viewer, created_at, post_id, author_id, place)
SELECT f.follower_id, p.created_at, p.id, p.author_id, p.ctid
FROM posts AS p
JOIN follows AS f
  ON f.followee_id = p.author_id
WHERE p.id = ANY ($1)
ORDER BY f.follower_id, p.created_at, p.id
