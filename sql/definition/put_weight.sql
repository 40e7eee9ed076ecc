-- Gives signal $2 of feed $1 the weight $3, or where that is NULL the one it was added with.
UPDATE feed.signal
SET weight = COALESCE($3, default_weight)
WHERE feed = $1
  AND signal = $2
