EXISTS (
    SELECT
    FROM {data}.dismissed AS r
    WHERE r.viewer = $1
      AND r.account = s.key
    OFFSET 0
)
