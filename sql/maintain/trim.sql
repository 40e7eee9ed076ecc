-- Trims the windows of the next $1 viewers to the newest $2 posts, and raises their floors. The next turn begins behind
-- the last of them.
WITH turn AS MATERIALIZED (
    SELECT w.viewer
    FROM {data}.viewer_window AS w
    WHERE w.viewer > (SELECT m.trimmed FROM {data}.maintenance AS m)
       OR (SELECT m.trimmed FROM {data}.maintenance AS m) IS NULL
    ORDER BY w.viewer
    LIMIT $1
),
cut AS MATERIALIZED (
    SELECT t.viewer, c.created_at, c.post_id
    FROM turn AS t
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
SET trimmed = CASE
    WHEN (SELECT count(*) FROM turn) = $1 THEN (SELECT t.viewer FROM turn AS t ORDER BY t.viewer DESC LIMIT 1)
END
