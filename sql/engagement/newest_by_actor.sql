-- The newest {most} rows of the person $1 over all signals; run as the feed's owner.
SELECT e.post_id, e.place, e.at
FROM (
{rows}
) AS e (post_id, place, at)
ORDER BY e.at DESC, e.place, e.post_id DESC
LIMIT {most}
