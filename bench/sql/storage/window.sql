-- $1 viewer: their window, times in microseconds.
SELECT e.post_id, (extract(epoch FROM e.created_at) * 1000000)::bigint AS at
FROM {data}.entry AS e
WHERE e.viewer = $1
