-- Warm viewers that follow the author of a post: each author's once, however many posts there are. The fences keep a
-- condition from being tried on rows that concern none of the authors: it may fail there.
SELECT a.viewer, p.created_at, p.post_id, p.author_id, p.place
FROM (
    SELECT {distinct} w.viewer, w.floor_at, w.floor_id, o.author_id
    FROM (
        SELECT DISTINCT p.author_id
        FROM posts AS p
        WHERE NOT EXISTS (SELECT FROM {data}.pulled_author AS u WHERE u.author_id = p.author_id)
    ) AS o
    CROSS JOIN LATERAL (
        SELECT r.*
        FROM {follows} AS r
        WHERE r.{followee} = {author_key}
        OFFSET 0
    ) AS r
    JOIN {data}.viewer_window AS w
      ON w.viewer = {follower_key}
    WHERE {active}
      AND o.author_id <> ALL (w.pulled_authors)
      AND w.generation = {generation}
    OFFSET 0
) AS a
JOIN posts AS p
  ON p.author_id = a.author_id
WHERE (a.floor_at IS NULL OR (p.created_at, p.post_id) >= (a.floor_at, a.floor_id))
  AND {reached}
