-- All likes are of the seven days before the newest post. How many a post of these days has follows a power law (Pareto, exponent
-- 1): 2 or 3 in most cases, and up to nine accounts of ten for a few. They come soon after the post, half of them within three
-- and a half hours; but one post of fifty is found later, and four likes of five on it come within two hours. Of older posts
-- 7 % get one like.
WITH given AS (
    SELECT $1::bigint AS users,
           $2::bigint AS salt,
           (SELECT max(created_at) FROM posts) AS newest
),
recent AS (
    SELECT p.id,
           p.created_at,
           least(floor(2 / (1 - uniform(p.id, salt + 12)))::bigint, users * 9 / 10) AS likes,
           CASE WHEN uniform(p.id, salt + 13) < 0.02 THEN uniform(p.id, salt + 14) END AS found
    FROM posts AS p,
         given
    WHERE p.created_at >= newest - interval '7 days'
)
INSERT INTO likes (post_id, user_id, created_at)
SELECT post_id, user_id, created_at
FROM (
    SELECT r.id AS post_id,
           account(nth + r.id * 7919 % users, users) AS user_id,
           CASE
               WHEN wanted <= newest THEN wanted
               ELSE r.created_at + part * (newest - r.created_at)
           END AS created_at
    FROM given,
         recent AS r,
         generate_series(1, r.likes) AS nth,
         LATERAL (SELECT uniform(r.id * 1048576 + nth, salt + 14), uniform(r.id * 1048576 + nth, salt + 15)) AS drawn (chance, part),
         LATERAL (
             SELECT CASE
                 WHEN found IS NOT NULL AND chance < 0.8
                     THEN r.created_at + found * (newest - r.created_at) + part * interval '2 hours'
                 ELSE r.created_at - ln(1 - part) * interval '5 hours'
             END
         ) AS late (wanted)
    UNION ALL
    SELECT p.id, account(p.id, users), newest - uniform(p.id, salt + 13) * interval '7 days'
    FROM posts AS p,
         given
    WHERE p.created_at < newest - interval '7 days'
      AND uniform(p.id, salt + 12) < 0.07
) AS liked
ORDER BY created_at
