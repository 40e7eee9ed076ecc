-- $1 posts by the authors $2 in turn, numbered behind $3.
INSERT INTO posts (id, author_id, created_at, body)
SELECT $3 + n,
       ($2::bigint[])[1 + (n - 1) % cardinality($2::bigint[])],
       clock_timestamp(),
       'one more line of a post, as long as posts are. one more line of a post, as long as posts are.'
FROM generate_series(1, $1::bigint) AS n
