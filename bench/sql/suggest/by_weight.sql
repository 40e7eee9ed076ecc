-- The same, each followee weighing by how many they follow, which is counted first, one by one: counted by groups, the server would
-- take them for as many as there are accounts, and read the whole table.
WITH followee AS MATERIALIZED (
    SELECT f.followee_id AS id
    FROM follows AS f
    WHERE f.follower_id = $1
), weight AS MATERIALIZED (
    SELECT f.id, round(1e12::float8 / ln(1::float8 + n.followees)) AS weight
    FROM followee AS f,
         LATERAL (SELECT count(*) AS followees FROM follows AS h WHERE h.follower_id = f.id) AS n
    WHERE n.followees > 0
)
SELECT h.followee_id AS user_id, sum(w.weight) / 1e12::float8 AS score, count(*)::int AS mutual_count
FROM weight AS w
JOIN follows AS h ON h.follower_id = w.id
WHERE h.followee_id <> $1
  AND h.followee_id NOT IN (SELECT known.id FROM followee AS known)
GROUP BY h.followee_id
ORDER BY sum(w.weight) DESC, h.followee_id
LIMIT 10
