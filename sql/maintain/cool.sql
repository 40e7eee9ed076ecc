-- Drops the windows of the viewers $1.
WITH windows AS (
    DELETE FROM {data}.viewer_window AS w
    WHERE w.viewer = ANY ($1)
)
DELETE FROM {data}.entry AS e
WHERE e.viewer = ANY ($1)
