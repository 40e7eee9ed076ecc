-- $1 how many at most: posts with an embedding, chosen by a hash.
SELECT id
FROM {tables}.posts
WHERE embedding IS NOT NULL
ORDER BY hashint8extended(id, 1), id
LIMIT $1
