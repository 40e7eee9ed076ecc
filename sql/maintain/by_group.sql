-- Warm viewers that belong to the group of a post.
SELECT w.viewer, p.created_at, p.post_id, p.author_id, p.place
FROM posts AS p
JOIN {memberships} AS r
  ON r.{group} = {group_key}
JOIN {data}.viewer_window AS w
  ON w.viewer = {member_key}
WHERE {active}
  AND NOT EXISTS (SELECT FROM {data}.pulled_group AS u WHERE u.group_key = p.group_key)
  AND p.group_key <> ALL (w.pulled_groups)
  AND w.generation = {generation}
  AND (w.floor_at IS NULL OR (p.created_at, p.post_id) >= (w.floor_at, w.floor_id))
