-- Unbinds tables of kind $2 from feed $1: that of OID $3 and of signal $4, or all where these are NULL.
DELETE FROM feed.source
WHERE feed = $1
  AND kind = $2
  AND ($3 IS NULL OR relation = $3)
  AND ($4 IS NULL OR signal = $4)
RETURNING true
