UPDATE feed.registry
SET build_indexes = $2
WHERE feed = $1
