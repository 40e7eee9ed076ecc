-- $1 id, $2 post, $3 author.
INSERT INTO {tables}.{table} (id, post_id, author_id, created_at, body)
VALUES ($1, $2, $3, clock_timestamp(), 'a line of comment, as long as comments are.')
