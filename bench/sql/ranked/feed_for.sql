-- $1 viewer: the first page, with the columns that plain SQL returns.
SELECT post_id, author_id, created_at, score
FROM {feed}.feed_for($1)
