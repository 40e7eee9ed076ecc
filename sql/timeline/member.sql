-- Of which of the groups $2 is the viewer $1 an active member; run as the feed's owner.
-- OFFSET 0 keeps PostgreSQL from reading all groups of the viewer to answer for a few.
SELECT s.place
FROM unnest($2) WITH ORDINALITY AS s (key, place)
WHERE EXISTS (
    SELECT
    FROM {memberships} AS r
    WHERE r.{member} = $1
      AND r.{group} = s.key
      AND {active}
    OFFSET 0
)
