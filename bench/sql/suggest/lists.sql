-- The packed lists of those whom $1 follows: how many each has, and its chunks.
SELECT l.follower, l.first, l.size, l.numbers
FROM follows AS f
JOIN {data}.followees AS l ON l.follower = f.followee_id
WHERE f.follower_id = $1
ORDER BY l.follower, l.first
