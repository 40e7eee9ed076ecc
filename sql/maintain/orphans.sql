-- Viewers with entries and without a window.
SELECT DISTINCT e.viewer
FROM {data}.entry AS e
WHERE NOT EXISTS (SELECT FROM {data}.viewer_window AS w WHERE w.viewer = e.viewer)
