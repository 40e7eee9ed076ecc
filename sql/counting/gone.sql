-- The posts $1 are no more, and nothing is counted of them.
DELETE FROM {data}.stats AS s
WHERE s.post_id = ANY ($1)
