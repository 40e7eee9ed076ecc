-- One row by primary key: what the server takes for the least a read can be.
SELECT p.id, p.author_id, p.created_at
FROM posts AS p
WHERE p.id = $1
