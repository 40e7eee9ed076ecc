-- $1 post, $2 user.
INSERT INTO {tables}.{table} (post_id, user_id, created_at)
VALUES ($1, $2, clock_timestamp())
