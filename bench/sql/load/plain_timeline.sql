-- $1 viewer: the newest posts of followees.
SELECT p.id AS post_id
FROM {tables}.posts AS p
JOIN {tables}.follows AS f
  ON f.followee_id = p.author_id
WHERE f.follower_id = $1
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
