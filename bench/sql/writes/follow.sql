-- $1 follower, $2 followee.
INSERT INTO {tables}.{table} (follower_id, followee_id)
VALUES ($1, $2)
