-- How many rows of each signal people have about a post since some time, and when the last was; run as the feed's owner.
SELECT e.actor, e.post_id, e.place, max(e.at), count(*)
FROM (
{rows}
) AS e (actor, post_id, place, at)
GROUP BY e.actor, e.post_id, e.place
