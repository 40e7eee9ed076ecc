-- $1 ids, $2 their authors.
INSERT INTO {tables}.{table} (id, author_id, created_at, body)
SELECT n.id, n.author, clock_timestamp(), 'one more line of a post, as long as posts are. one more line of a post, as long as posts are.'
FROM unnest($1::bigint[], $2::bigint[]) AS n (id, author)
