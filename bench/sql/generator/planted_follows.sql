-- Whom the planted viewers follow. The silent accounts are numbered behind the users, those that never wrote behind them.
WITH given AS (
    SELECT $1::bigint AS users,
           $2::bigint AS salt,
           $3::bigint AS quiet,
           $4::bigint AS quiet_follows,
           $5::bigint AS many_follows,
           $6::float8 AS exponent      -- of popularity
),
prolific AS (
    SELECT author_id
    FROM posts
    GROUP BY author_id
    ORDER BY count(*) DESC, author_id
    LIMIT 1
)
INSERT INTO follows (follower_id, followee_id)
SELECT viewer, users + place
FROM given,
     planted,
     LATERAL (
         SELECT n
         FROM generate_series(1, quiet) AS n
         ORDER BY uniform(viewer * quiet + n, salt + 8)
         LIMIT quiet_follows
     ) AS chosen (place)
WHERE kind IN ('silent', 'thin')
UNION ALL
SELECT viewer, users + quiet + place
FROM given,
     planted,
     LATERAL (
         SELECT n
         FROM generate_series(1, quiet) AS n
         ORDER BY uniform(viewer * quiet + n, salt + 9)
         LIMIT quiet_follows
     ) AS chosen (place)
WHERE kind = 'unwritten'
UNION ALL
SELECT viewer, place
FROM given,
     planted,
     LATERAL (
         SELECT n
         FROM generate_series(1, users) AS n
         ORDER BY uniform(viewer * users + n, salt + 10)
         LIMIT CASE kind WHEN 'many' THEN many_follows ELSE 2 END
     ) AS chosen (place)
WHERE kind IN ('many', 'thin')
UNION ALL
SELECT viewer, author_id
FROM planted,
     prolific
WHERE kind = 'celebrity'
UNION ALL
SELECT DISTINCT viewer, account(floor(users * uniform(viewer * 5 + draw, salt + 11) ^ exponent)::bigint, users)
FROM given,
     planted,
     generate_series(1, 5) AS draw
WHERE kind = 'newcomer'
