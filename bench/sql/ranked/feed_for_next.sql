-- $1 viewer, $2 cursor: the page behind it.
SELECT post_id, author_id, created_at, score
FROM {feed}.feed_for($1, 20, $2)
