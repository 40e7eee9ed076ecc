-- Two hops: whom most followees of viewer $1 follow.
WITH followee AS MATERIALIZED (
    SELECT f.followee_id AS id
    FROM follows AS f
    WHERE f.follower_id = $1
)
SELECT h.followee_id AS user_id, count(*)::float8 AS score, count(*)::int AS mutual_count
FROM followee AS f
JOIN follows AS h ON h.follower_id = f.id
WHERE h.followee_id <> $1
  AND h.followee_id NOT IN (SELECT known.id FROM followee AS known)
GROUP BY h.followee_id
ORDER BY count(*) DESC, h.followee_id
LIMIT 10
