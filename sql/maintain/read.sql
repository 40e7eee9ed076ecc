-- The viewers $1 have read; that is noted a few times in the time after which windows are dropped, not at each read.
UPDATE {data}.viewer_window AS w
SET read_at = now()
WHERE w.viewer = ANY ($1)
  AND w.read_at < now() - $2::interval / 10
