-- Which of the accounts $2 may be suggested to viewer $1, by their places; run as the feed's owner.
SELECT s.place
FROM (
    SELECT generate_subscripts($2, 1)::bigint AS place,
           unnest($2) AS key
) AS s
WHERE {eligible}
