-- $1 likes by people numbered behind $2, of the posts from $3 to $4 in turn.
INSERT INTO {tables}.likes (post_id, user_id, created_at)
SELECT $3::bigint + n % ($4::bigint - $3::bigint + 1), $2::bigint + n, now()
FROM generate_series(1, $1::bigint) AS n
