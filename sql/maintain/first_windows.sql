-- The first $1 warm viewers.
SELECT w.viewer
FROM {data}.viewer_window AS w
ORDER BY w.viewer
LIMIT $1
