-- The highest number of a comment.
SELECT coalesce(max(id), 0)
FROM {tables}.comments
