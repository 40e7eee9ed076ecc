-- A table like that of the windows, with the same rows and the same index.
CREATE TABLE {tables}.copy (LIKE {data}.entry INCLUDING ALL)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.copy
SELECT *
FROM {data}.entry
ORDER BY viewer, created_at, post_id;
