-- Whom the viewer $1 follows and may see, at most $2 of them; run as the feed's owner.
SELECT s.key
FROM (
    SELECT {key} AS key
    FROM {follows} AS r
    WHERE r.{follower} = $1
      AND r.{followee} IS NOT NULL
      AND {active}
) AS s
WHERE {shown}
LIMIT $2
