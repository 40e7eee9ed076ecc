-- $1 how many at most: readers, chosen by a hash.
SELECT viewer
FROM {tables}.readers
ORDER BY hashint8extended(viewer, 1), viewer
LIMIT $1
