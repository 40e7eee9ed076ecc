WITH sources AS (
    DELETE FROM feed.source
    WHERE feed = $1
),
signals AS (
    DELETE FROM feed.signal
    WHERE feed = $1
)
DELETE FROM feed.registry
WHERE feed = $1
