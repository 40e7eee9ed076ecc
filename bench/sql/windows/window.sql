-- $1 viewer, $2 how many posts at most: the newest of their window, times in microseconds.
SELECT e.post_id, (extract(epoch FROM e.created_at) * 1000000)::bigint AS at
FROM {data}.entry AS e
WHERE e.viewer = $1
ORDER BY e.created_at DESC, e.post_id DESC
LIMIT $2
