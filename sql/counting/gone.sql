-- The posts $1 are no more, or without a time.
DELETE FROM {data}.stats AS s
WHERE s.post_id = ANY ($1)
