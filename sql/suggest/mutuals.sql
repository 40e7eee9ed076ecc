-- Whom account $1 follows and who follows it; run as the feed's owner.
SELECT s.key
FROM (
    SELECT DISTINCT {key} AS key
    FROM {follows} AS r
    WHERE r.{follower} = $1
      AND r.{followee} IS NOT NULL
      AND r.{followee} <> $1
      AND {active}
) AS s
WHERE EXISTS (
    SELECT
    FROM {follows} AS r
    WHERE r.{follower} = s.key
      AND r.{followee} = $1
      AND {active}
    OFFSET 0
)
ORDER BY {order}
