-- All warm viewers.
SELECT w.viewer
FROM {data}.viewer_window AS w
ORDER BY w.viewer
