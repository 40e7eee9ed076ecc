-- Posts with a column that likes are counted in.
CREATE TABLE {tables}.counter_posts (LIKE {tables}.posts INCLUDING ALL)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.counter_posts
SELECT *
FROM {tables}.posts
ORDER BY id;
ALTER TABLE {tables}.counter_posts ADD COLUMN likes_count bigint NOT NULL DEFAULT 0;
