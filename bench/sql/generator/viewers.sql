-- $1 kind, $2 how many at most
SELECT viewer
FROM planted
WHERE kind = $1
ORDER BY viewer
LIMIT $2
