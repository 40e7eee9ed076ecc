-- What is in the window of viewer $1.
SELECT e.created_at, e.post_id, e.author_id
FROM {data}.entry AS e
WHERE e.viewer = $1
