-- Unbinds tables of kind $2 from feed $1, all of them where $3 is NULL.
DELETE FROM feed.source
WHERE feed = $1
  AND kind = $2
  AND ($3 IS NULL OR relation = $3)
RETURNING true
