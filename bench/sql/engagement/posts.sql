-- A copy of every {every}th of the graph's posts, shifted in time.
CREATE TABLE {tables}.posts (LIKE {network}.posts)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.posts (id, author_id, created_at, body)
SELECT p.id, p.author_id, p.created_at + s.by, p.body
FROM {network}.posts AS p,
     {tables}.shift AS s
WHERE p.id % {every} = 0
ORDER BY p.id;
ALTER TABLE {tables}.posts ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.posts (created_at, id);
CREATE INDEX ON {tables}.posts (author_id, created_at, id);
