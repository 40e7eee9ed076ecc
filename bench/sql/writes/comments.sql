-- $1 ids, $2 posts, $3 authors.
INSERT INTO {tables}.{table} (id, post_id, author_id, created_at, body)
SELECT n.id, n.post, n.author, clock_timestamp(), 'a line of comment, as long as comments are.'
FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS n (id, post, author)
