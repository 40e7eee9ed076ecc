-- A copy of the graph's posts that may be written to. {table} is posts, which the feed watches, or plain, which nobody does.
CREATE TABLE {tables}.{table} (LIKE {network}.posts)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.{table}
SELECT *
FROM {network}.posts
ORDER BY id;
ALTER TABLE {tables}.{table} ADD PRIMARY KEY (id);
CREATE INDEX ON {tables}.{table} (created_at, id);
CREATE INDEX ON {tables}.{table} (author_id, created_at, id);
