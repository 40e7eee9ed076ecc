-- What a list is where its table is not part of the feed.
SELECT NULL
WHERE false
  AND $1 IS NULL
  AND $2 IS NULL
