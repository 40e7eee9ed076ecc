UPDATE feed.registry
SET built = built || $2::text
WHERE feed = $1
