-- $1 viewers: the authors that at least one of them follows.
SELECT DISTINCT followee_id
FROM follows
WHERE follower_id = ANY ($1)
ORDER BY followee_id
LIMIT $2
