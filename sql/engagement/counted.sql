-- How many rows the tables of signals have by post, signal and hour; run as the feed's owner.
SELECT e.post_id, e.place, e.hour, count(*)
FROM (
{rows}
) AS e (post_id, place, hour)
GROUP BY e.post_id, e.place, e.hour
