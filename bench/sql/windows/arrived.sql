-- $1 author, $2 posts: how many entries the author's followers have of them.
SELECT count(*)
FROM follows AS f
JOIN {data}.entry AS e
  ON e.viewer = f.follower_id
 AND e.created_at >= (SELECT min(p.created_at) FROM posts AS p WHERE p.id = ANY ($2))
WHERE f.followee_id = $1
  AND e.post_id = ANY ($2)
