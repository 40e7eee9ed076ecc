EXISTS (
    SELECT
    FROM {follows} AS r
    WHERE r.{follower} = $1
      AND r.{followee} = s.key
      AND {active}
    {alone}
)
