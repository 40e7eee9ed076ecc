-- For each author or group $1 whether it is pulled, and how many rows of {relation} name it, counted to one more than $2.
SELECT a.place,
       EXISTS (SELECT FROM {data}.{pulled} AS u WHERE u.{key} = a.key),
       (
           SELECT count(*)
           FROM (
               SELECT
               FROM {relation} AS r
               WHERE r.{column} = a.key
               LIMIT $2 + 1
           ) AS s
       )
FROM unnest($1) WITH ORDINALITY AS a (key, place)
