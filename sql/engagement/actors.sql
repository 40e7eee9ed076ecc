-- Who engaged with anything since some time; run as the feed's owner.
SELECT DISTINCT e.actor
FROM (
{rows}
) AS e (actor, post_id, place, at)
