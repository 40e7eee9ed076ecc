-- $1 id, $2 author. {table} is one of several that differ in their triggers alone; so in all these statements.
INSERT INTO {tables}.{table} (id, author_id, created_at, body)
VALUES ($1, $2, clock_timestamp(), 'one more line of a post, as long as posts are. one more line of a post, as long as posts are.')
