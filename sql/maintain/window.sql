-- The window of viewer $1.
SELECT w.floor_at, w.floor_id, w.generation, w.pulled_authors, w.pulled_groups
FROM {data}.viewer_window AS w
WHERE w.viewer = $1
