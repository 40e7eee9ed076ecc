-- $1 post, $2 user. {table} is one of several that differ in their triggers alone.
INSERT INTO {tables}.{table} (post_id, user_id, created_at)
VALUES ($1, $2, clock_timestamp())
