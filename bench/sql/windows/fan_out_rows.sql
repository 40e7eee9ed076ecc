-- $1 viewer: all they have in the fan-out table, newest first, times in microseconds.
SELECT f.post_id, (extract(epoch FROM f.created_at) * 1000000)::bigint AS at
FROM {tables}.feeds AS f
WHERE f.viewer_id = $1
ORDER BY f.created_at DESC, f.post_id DESC
