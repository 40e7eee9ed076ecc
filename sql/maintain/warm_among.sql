-- Which of the viewers $1 are warm.
SELECT w.viewer
FROM {data}.viewer_window AS w
WHERE w.viewer = ANY ($1)
