-- The highest number of a post.
SELECT max(id)
FROM {tables}.posts
