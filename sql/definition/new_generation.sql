UPDATE feed.registry
SET generation = generation + 1
WHERE feed = $1
