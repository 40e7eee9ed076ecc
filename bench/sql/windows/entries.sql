-- The newest 20 of a window as they stand there, from the index alone; nothing is verified, and left-out authors are missing.
SELECT e.post_id, e.author_id, e.created_at
FROM {data}.entry AS e
WHERE e.viewer = $1
ORDER BY e.created_at DESC, e.post_id DESC
LIMIT 20
