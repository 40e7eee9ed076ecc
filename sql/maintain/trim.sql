-- Trims the windows of the viewers $1 to the newest $2 posts, and raises their floors. The next turn begins behind $3,
-- or with the first window.
WITH cut AS MATERIALIZED (
    SELECT t.viewer, c.created_at, c.post_id
    FROM unnest($1) AS t (viewer)
    CROSS JOIN LATERAL (
        SELECT e.created_at, e.post_id
        FROM {data}.entry AS e
        WHERE e.viewer = t.viewer
        ORDER BY e.created_at DESC, e.post_id DESC
        OFFSET $2 - 1
        LIMIT 1
    ) AS c
),
raised AS (
    UPDATE {data}.viewer_window AS w
    SET floor_at = c.created_at,
        floor_id = c.post_id
    FROM cut AS c
    WHERE w.viewer = c.viewer
      AND (w.floor_at IS NULL OR (w.floor_at, w.floor_id) < (c.created_at, c.post_id))
),
trimmed AS (
    DELETE FROM {data}.entry AS e
    USING cut AS c
    WHERE e.viewer = c.viewer
      AND (e.created_at, e.post_id) < (c.created_at, c.post_id)
)
UPDATE {data}.maintenance AS m
SET trimmed = $3
