-- The newest {most} actors of each of the posts $1, signal by signal; run as the feed's owner.
SELECT s.place, found.actor::{user}
FROM (
    SELECT generate_subscripts($1, 1)::bigint AS place,
           unnest($1) AS key
) AS s
CROSS JOIN LATERAL (
{rows}
) AS found
