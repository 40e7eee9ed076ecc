-- Posts to which an event of an hour up to $1 has yet to add.
SELECT s.post_id
FROM {data}.stats AS s
WHERE s.due <= $1
