-- A copy of the graph's posts, shifted in time.
CREATE TABLE {tables}.posts (LIKE {network}.posts)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.posts (id, author_id, created_at, body)
SELECT p.id, p.author_id, p.created_at + s.by, p.body
FROM {tables}.shift AS s,
     {network}.posts AS p
ORDER BY p.id;
