-- For each author $2: does the viewer $1 follow them, and may they be shown; run as the feed's owner.
SELECT s.place,
       {followed} AS followed,
       {shown} AS shown
FROM (
    SELECT generate_subscripts($2, 1)::bigint AS place,
           unnest($2) AS key
) AS s
