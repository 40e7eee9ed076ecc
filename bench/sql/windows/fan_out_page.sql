-- $1 viewer: one page as it stands in the fan-out table, from the index alone; nothing is verified.
SELECT f.post_id, f.author_id, f.created_at
FROM {tables}.feeds AS f
WHERE f.viewer_id = $1
ORDER BY f.created_at DESC, f.post_id DESC
LIMIT 20
