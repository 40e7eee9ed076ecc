-- Takes the posts of the times $2 and ids $3 out of the window of viewer $1.
DELETE FROM {data}.entry AS e
USING unnest($2, $3) AS k (created_at, post_id)
WHERE e.viewer = $1
  AND e.created_at = k.created_at
  AND e.post_id = k.post_id
