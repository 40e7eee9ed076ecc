NOT EXISTS (
    SELECT
    FROM {data}.entry AS e
    WHERE e.viewer = s.viewer
      AND e.created_at = s.created_at
      AND e.post_id = s.post_id
)
