-- The accounts that share most groups with viewer $1, at most $3 of them and none of $2, with how many they share; run as the
-- feed's owner. OFFSET 0: who may be suggested is asked of one account after the other, until there are enough.
SELECT s.key, s.n
FROM (
    SELECT s.key, s.n
    FROM (
        SELECT {member} AS key, count(DISTINCT r.{group}) AS n
        FROM {memberships} AS r
        WHERE r.{group} IN (
            SELECT r.{group}
            FROM {memberships} AS r
            WHERE r.{column} = $1
              AND {active}
        )
          AND r.{column} IS NOT NULL
          AND {active}
        GROUP BY {member}
    ) AS s
    ORDER BY s.n DESC, {order}
    OFFSET 0
) AS s
WHERE s.key <> ALL ($2)
  AND {eligible}
ORDER BY s.n DESC, {order}
LIMIT $3
