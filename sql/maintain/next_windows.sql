-- The next $2 warm viewers behind $1, or the first ones where that is NULL.
SELECT w.viewer
FROM {data}.viewer_window AS w
WHERE $1 IS NULL
   OR w.viewer > $1
ORDER BY w.viewer
LIMIT $2
