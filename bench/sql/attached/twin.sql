-- One more copy of a table of the stage.
CREATE TABLE {tables}.{twin} (LIKE {tables}.{table} INCLUDING DEFAULTS)
WITH (autovacuum_enabled = false);
INSERT INTO {tables}.{twin}
SELECT *
FROM {tables}.{table};
