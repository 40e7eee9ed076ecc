SELECT p.id, p.author_id, 1 - (p.embedding <=> (SELECT e.embedding FROM {tables}.posts AS e WHERE e.id = $1)) AS similarity
FROM {tables}.posts AS p
WHERE p.id <> $1
ORDER BY p.embedding <=> (SELECT e.embedding FROM {tables}.posts AS e WHERE e.id = $1)
LIMIT 10
