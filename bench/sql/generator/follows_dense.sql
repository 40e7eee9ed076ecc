-- Each pair of accounts is decided on its own, so nobody is followed twice.
WITH given AS (
    SELECT $1::bigint AS users,
           $2::bigint AS salt,
           $3::float8 AS density
)
INSERT INTO follows (follower_id, followee_id)
SELECT follower, followee
FROM given,
     generate_series(1, users) AS followee,
     generate_series(1, users) AS follower
WHERE uniform(followee * users + follower, salt + 7) < density
  AND follower <> followee
