-- The first page of trending, every column.
SELECT *
FROM {feed}.trending
LIMIT 50
