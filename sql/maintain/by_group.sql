-- Warm viewers that belong to the group of a post, likewise.
SELECT a.viewer, p.created_at, p.post_id, p.author_id, p.place
FROM (
    SELECT {distinct} w.viewer, w.floor_at, w.floor_id, o.group_key
    FROM (
        SELECT DISTINCT p.group_key
        FROM posts AS p
        WHERE NOT EXISTS (SELECT FROM {data}.pulled_group AS u WHERE u.group_key = p.group_key)
    ) AS o
    CROSS JOIN LATERAL (
        SELECT r.*
        FROM {memberships} AS r
        WHERE r.{group} = {group_key}
        OFFSET 0
    ) AS r
    JOIN {data}.viewer_window AS w
      ON w.viewer = {member_key}
    WHERE {active}
      AND o.group_key <> ALL (w.pulled_groups)
      AND w.generation = {generation}
    OFFSET 0
) AS a
JOIN posts AS p
  ON p.group_key = a.group_key
WHERE (a.floor_at IS NULL OR (p.created_at, p.post_id) >= (a.floor_at, a.floor_id))
