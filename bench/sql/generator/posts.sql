-- Posts are numbered as they were written, over one year of growth: the exponent 1.4 puts 6 % of them in the last week.
-- Most people only read. Activity follows popularity for a share of the posts and an order of its own for the rest, so
-- that there are both celebrities who write much and tireless writers whom nobody reads.
-- What is older than half a year was written in part by accounts that have been silent since.
WITH given AS (
    SELECT $1::bigint AS users,
           $2::bigint AS posts,
           $3::bigint AS salt,
           $4::float8 AS exponent,     -- of activity; 1: all alike
           $5::float8 AS writers,      -- how many of the users write: a number, not a share
           $6::float8 AS by_fame,      -- the share of posts whose authors are as active as popular
           $7::bigint AS quiet,        -- silent accounts, numbered behind the users
           $8::float8 AS quiet_share   -- their share of old posts
)
INSERT INTO posts (id, author_id, created_at, body)
SELECT n,
       CASE
           WHEN age >= interval '183 days' AND uniform(n, salt + 1) < quiet_share
               THEN users + 1 + floor(quiet * uniform(n, salt + 2))::bigint
           WHEN uniform(n, salt + 3) < by_fame
               THEN account(floor(writers * uniform(n, salt + 4) ^ exponent)::bigint, users)
           ELSE other_account(floor(writers * uniform(n, salt + 4) ^ exponent)::bigint, users)
       END,
       date_trunc('second', now() - age),
       substr(repeat('one more line of a post, as long as posts are. ', 5), 1, 20 + floor(180 * uniform(n, salt + 5))::int)
FROM given,
     generate_series(1, posts) AS n,
     LATERAL (SELECT interval '365 days' * ((posts - n + uniform(n, salt + 6)) / posts) ^ 1.4::float8) AS written (age)
