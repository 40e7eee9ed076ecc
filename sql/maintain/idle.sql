-- Viewers whose windows nobody has read for $1, at most $2 of them.
SELECT w.viewer
FROM {data}.viewer_window AS w
WHERE w.read_at < now() - $1::interval
LIMIT $2
