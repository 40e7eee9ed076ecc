-- $1 likes by new people, numbered behind $2, on the $3 posts up to number $4; these are drawn by a power law with the exponent
-- $5 (1: all alike), in an order of their own. The likes are of the last $6 hours.
INSERT INTO likes (post_id, user_id, created_at)
SELECT $4::bigint - $3::bigint + account(floor($3::bigint * uniform($2::bigint + n, 99) ^ $5::float8)::bigint, $3::bigint),
       $2 + n,
       now() - uniform($2 + n, 98) * $6::float8 * interval '1 hour'
FROM generate_series(1, $1::bigint) AS n
