-- $1 viewers: up to $2 authors that none of them follows.
SELECT DISTINCT n.author_id
FROM (SELECT p.author_id FROM posts AS p ORDER BY p.id DESC LIMIT 100000) AS n
WHERE n.author_id <> ALL ($1)
  AND NOT EXISTS (
      SELECT
      FROM follows AS f
      WHERE f.followee_id = n.author_id
        AND f.follower_id = ANY ($1)
  )
ORDER BY n.author_id
LIMIT $2
