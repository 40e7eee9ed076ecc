-- Who has most followers, for viewer $1 who follows nobody.
SELECT f.followee_id AS user_id, count(*)::float8 AS score, 0 AS mutual_count
FROM follows AS f
WHERE f.followee_id <> $1
GROUP BY f.followee_id
ORDER BY count(*) DESC, f.followee_id
LIMIT 10
