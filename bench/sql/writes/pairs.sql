-- $1 how many pairs at most, $2 accounts: some that do not follow each other, by numbers as good as random.
SELECT n.follower, n.followee
FROM (
    SELECT DISTINCT 1 + (hashint8extended(n, 1) & 2147483647) % $2::bigint, 1 + (hashint8extended(n, 2) & 2147483647) % $2::bigint
    FROM generate_series(1, 2 * $1::bigint) AS n
) AS n (follower, followee)
WHERE n.follower <> n.followee
  AND NOT EXISTS (
      SELECT
      FROM {tables}.follows AS f
      WHERE f.follower_id = n.follower
        AND f.followee_id = n.followee
  )
ORDER BY hashint8(n.follower * 1048576 + n.followee), n.follower, n.followee
LIMIT $1
