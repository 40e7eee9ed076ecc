-- The same for the hours from $1 to $2.
SELECT e.post_id, e.place, e.hour, count(*)
FROM (
{rows}
) AS e (post_id, place, hour)
WHERE e.hour BETWEEN $1 AND $2
GROUP BY e.post_id, e.place, e.hour
