-- Which of the followers $1 follows whom of $2 at the same place.
SELECT k.place
FROM unnest($1, $2) WITH ORDINALITY AS k (follower, followee, place)
WHERE EXISTS (
    SELECT
    FROM {follows} AS r
    WHERE r.{follower} = {is_follower}
      AND r.{followee} = {is_followee}
      AND {active}
)
