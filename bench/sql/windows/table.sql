-- A copy of the network's posts that may be written to. {table} is posts, which the feed watches, plain, which nobody does, or
-- fanned, which has a trigger of an app.
CREATE TABLE {tables}.{table} (LIKE {network}.posts)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.{table}
SELECT *
FROM {network}.posts
ORDER BY id;
ALTER TABLE {tables}.{table} ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.{table} (created_at, id);
CREATE INDEX ON {tables}.{table} (author_id, created_at, id);
