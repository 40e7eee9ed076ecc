SELECT r.build_indexes
FROM feed.registry AS r
WHERE r.feed = $1
