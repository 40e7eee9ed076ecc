UPDATE feed.registry
SET settings = $2::jsonb
WHERE feed = $1
