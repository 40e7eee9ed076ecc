-- Warm viewers that follow the author of a post, and may see it.
SELECT w.viewer, p.created_at, p.post_id, p.author_id, p.place
FROM posts AS p
JOIN {follows} AS r
  ON r.{followee} = {author_key}
JOIN {data}.viewer_window AS w
  ON w.viewer = {follower_key}
WHERE {active}
  AND NOT EXISTS (SELECT FROM {data}.pulled_author AS u WHERE u.author_id = p.author_id)
  AND p.author_id <> ALL (w.pulled_authors)
  AND {reached}
  AND w.generation = {generation}
  AND (w.floor_at IS NULL OR (p.created_at, p.post_id) >= (w.floor_at, w.floor_id))
