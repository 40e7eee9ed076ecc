-- Warm viewers that follow the author of a post, or belong to its group: each {key} once, however many posts there are.
-- The fences keep a condition from being tried on rows that concern none of them: it may fail there.
SELECT a.viewer, p.created_at, p.post_id, p.author_id, p.place
FROM (
    SELECT {distinct} w.viewer, w.floor_at, w.floor_id, o.{key}
    FROM (
        SELECT DISTINCT p.{key}
        FROM posts AS p
        WHERE NOT EXISTS (SELECT FROM {data}.{pulled} AS u WHERE u.{key} = p.{key})
    ) AS o
    CROSS JOIN LATERAL (
        SELECT r.*
        FROM {relation} AS r
        WHERE r.{column} = {wanted}
        OFFSET 0
    ) AS r
    JOIN {data}.viewer_window AS w
      ON w.viewer = {viewer_key}
    WHERE {active}
      AND o.{key} <> ALL (w.{left_out})
      AND w.generation = {generation}
    OFFSET 0
) AS a
JOIN posts AS p
  ON p.{key} = a.{key}
WHERE (a.floor_at IS NULL OR (p.created_at, p.post_id) >= (a.floor_at, a.floor_id))
  AND {reached}
