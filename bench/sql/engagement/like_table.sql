-- An empty table of likes. {table} is one of several that differ in their triggers alone.
CREATE TABLE {tables}.{table} (
    post_id bigint NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (post_id, user_id)
) WITH (autovacuum_enabled = false);
