-- Copies the posts of the times $1 and ids $2 into the windows of the warm viewers that they reach, in the order of the
-- windows.
WITH posts AS MATERIALIZED (
    {posts}
),
reached AS (
    {arms}
)
INSERT INTO {data}.entry (viewer, created_at, post_id, author_id, place)
SELECT DISTINCT ON (s.viewer, s.created_at, s.post_id)
       s.viewer, s.created_at, s.post_id, s.author_id, s.place
FROM reached AS s
WHERE {not_excluded}
  AND NOT EXISTS (
      SELECT
      FROM {data}.entry AS e
      WHERE e.viewer = s.viewer
        AND e.created_at = s.created_at
        AND e.post_id = s.post_id
  )
ORDER BY s.viewer, s.created_at, s.post_id
