WITH sources AS (
    DELETE FROM feed.source
    WHERE feed = $1
)
DELETE FROM feed.registry
WHERE feed = $1
