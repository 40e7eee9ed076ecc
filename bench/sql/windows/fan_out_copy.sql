-- The fan-out table begins with what is in the windows.
INSERT INTO {tables}.feeds (viewer_id, created_at, post_id, author_id)
SELECT e.viewer, e.created_at, e.post_id, e.author_id
FROM {data}.entry AS e
ORDER BY e.viewer, e.created_at, e.post_id
