-- Whom each of the people $1 follows, once each, as (place, followee); run as the feed's owner.
SELECT s.place, f.key
FROM (
    SELECT generate_subscripts($1, 1)::bigint AS place,
           unnest($1) AS who
) AS s
CROSS JOIN LATERAL (
    SELECT DISTINCT {key} AS key
    FROM {follows} AS r
    WHERE r.{follower} = s.who
      AND r.{followee} IS NOT NULL
      AND {active}
    OFFSET 0
) AS f
