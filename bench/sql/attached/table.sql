-- An empty table like one of the network's.
CREATE TABLE {tables}.{table} (LIKE {network}.{table} INCLUDING DEFAULTS)
WITH (autovacuum_enabled = false)
