-- Copies the posts of the times $1 and ids $2 into the windows of the warm viewers that they reach, in the order of the
-- windows.
WITH posts AS MATERIALIZED (
    {posts}
),
reached AS (
    {arms}
)
INSERT INTO {data}.entry (viewer, created_at, post_id, author_id, place)
SELECT {distinct} s.viewer, s.created_at, s.post_id, s.author_id, s.place
FROM reached AS s
WHERE {not_excluded}
  AND {absent}
ORDER BY s.viewer, s.created_at, s.post_id
