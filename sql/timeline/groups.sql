-- The groups of which the viewer $1 is an active member, at most $2 of them; run as the feed's owner.
SELECT r.{group}
FROM {memberships} AS r
WHERE r.{member} = $1
  AND r.{group} IS NOT NULL
  AND {active}
LIMIT $2
