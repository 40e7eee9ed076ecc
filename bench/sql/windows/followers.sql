-- $1 author
SELECT follower_id
FROM follows
WHERE followee_id = $1
ORDER BY follower_id
