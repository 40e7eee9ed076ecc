-- With exponent e the chance of the account of rank r falls as r^(1/e - 1); at 2.5 a third of all follow the first one.
WITH given AS (
    SELECT $1::bigint AS users,
           $2::bigint AS salt,
           $3::bigint AS draws,
           $4::float8 AS exponent
)
INSERT INTO follows (follower_id, followee_id)
SELECT DISTINCT follower, followee
FROM given,
     generate_series(1, users) AS follower,
     generate_series(1, draws) AS draw,
     LATERAL (SELECT account(floor(users * uniform(follower * draws + draw, salt + 7) ^ exponent)::bigint, users)) AS drawn (followee)
WHERE follower <> followee
