-- Its sources go with it.
DELETE FROM feed.registry
WHERE feed = $1
