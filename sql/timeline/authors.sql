-- For each author $2: does the viewer $1 follow them, and may they be shown; run as the feed's owner.
SELECT s.place,
       {followed} AS followed,
       {shown} AS shown
FROM unnest($2) WITH ORDINALITY AS s (key, place)
