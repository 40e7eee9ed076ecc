-- $1 viewers: up to $2 authors that none of them follows. Where people follow many, only those who fell silent are left.
SELECT DISTINCT p.author_id
FROM posts AS p
WHERE p.author_id <> ALL ($1)
  AND NOT EXISTS (
      SELECT
      FROM follows AS f
      WHERE f.followee_id = p.author_id
        AND f.follower_id = ANY ($1)
  )
ORDER BY p.author_id
LIMIT $2
