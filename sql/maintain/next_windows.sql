-- The next $1 warm viewers behind $2.
SELECT w.viewer
FROM {data}.viewer_window AS w
WHERE w.viewer > $2
ORDER BY w.viewer
LIMIT $1
