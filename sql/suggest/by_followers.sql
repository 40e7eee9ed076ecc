-- The accounts with most followers, at most $3 of them and none of $2, with how many they have, for viewer $1; run as the feed's
-- owner. OFFSET 0: who may be suggested is asked of one account after the other, until there are enough.
SELECT s.key, s.n
FROM (
    SELECT s.key, s.n
    FROM (
        SELECT {key} AS key, {followers} AS n
        FROM {follows} AS r
        WHERE r.{followee} IS NOT NULL
          AND r.{follower} IS NOT NULL
          AND {active}
        GROUP BY {key}
    ) AS s
    ORDER BY s.n DESC, {order}
    OFFSET 0
) AS s
WHERE s.key <> ALL ($2)
  AND {eligible}
ORDER BY s.n DESC, {order}
LIMIT $3
