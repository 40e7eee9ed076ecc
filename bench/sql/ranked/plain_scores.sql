, affinity AS (
    SELECT n.author_id,
           sum(a.weight * 2 ^ (-greatest(date_part('epoch', now() - a.created_at), 0) / 2592000)) AS a
    FROM acted AS a
    JOIN {tables}.numbers AS n
      ON n.post_id = a.post_id
    GROUP BY n.author_id
),
-- Everybody who engaged with any of them first, so that followees are hashed once.
known AS (
    SELECT e.post_id, count(DISTINCT e.actor) AS n
    FROM (
        SELECT c.post_id, a.actor
        FROM candidate AS c,
             LATERAL (
                 (
                     SELECT l.user_id
                     FROM {tables}.likes AS l
                     WHERE l.post_id = c.post_id
                     ORDER BY l.created_at DESC, l.user_id DESC
                     LIMIT 200
                 )
                 UNION ALL
                 (
                     SELECT r.author_id
                     FROM {tables}.comments AS r
                     WHERE r.post_id = c.post_id
                     ORDER BY r.created_at DESC, r.author_id DESC
                     LIMIT 200
                 )
             ) AS a (actor)
        OFFSET 0
    ) AS e
    JOIN followee AS f
      ON f.followee_id = e.actor
    GROUP BY e.post_id
),
measured AS (
    SELECT c.post_id,
           c.author_id,
           c.created_at,
           2 ^ (c.hot - date_part('epoch', now() - timestamptz '2020-01-01 00:00:00+00') / 43200) AS worth,
           coalesce(affinity.a, 0) AS affinity,
           c.views::float8 AS seen,
           CASE WHEN c.views >= 30 THEN least(c.likes + c.comments, c.views)::float8 / c.views END AS share,
           2 ^ (-date_part('epoch', now() - c.created_at) / 86400) AS recency,
           coalesce(known.n, 0)::float8 AS friends,
           {semantic} AS semantic,
           CASE WHEN c.author_id IN (SELECT followee_id FROM followee) THEN 1 ELSE 0.75::float8 END
               * CASE WHEN s.post_id IS NULL THEN 1 ELSE 0.2::float8 END AS factor
    FROM candidate AS c
    LEFT JOIN affinity
      ON affinity.author_id = c.author_id
    LEFT JOIN known
      ON known.post_id = c.post_id
    LEFT JOIN {tables}.seen AS s
      ON s.viewer_id = $1
     AND s.post_id = c.post_id
     AND s.seen_at >= now() - interval '14 days'
{embedded}),
weighed AS (
    SELECT post_id,
           author_id,
           created_at,
           (
               0.25::float8 * worth / (worth + 50)
               + 0.20::float8 * affinity / (affinity + 5)
               -- Wilson's interval at 95 per cent, its lower end.
               + 0.15::float8 * coalesce(
                   greatest(
                       0,
                       (share + z2 / (2 * seen) - sqrt(z2 * (share * (1 - share) / seen + z2 / (4 * seen * seen)))) / (1 + z2 / seen)
                   ),
                   0
               )
               + 0.15::float8 * recency
               + 0.10::float8 * friends / (friends + 3)
               + 0.07::float8 * semantic
           ) * factor AS score
    FROM measured,
         (SELECT 1.959963984540054::float8 ^ 2 AS z2) AS normal
)
SELECT post_id,
       author_id,
       created_at,
       score * (0.75::float8 * 0.5::float8 ^ (row_number() OVER (
           PARTITION BY author_id
           ORDER BY score DESC, created_at DESC, post_id DESC
       ) - 1) + 0.25::float8) AS score
FROM weighed
ORDER BY score DESC, created_at DESC, post_id DESC
LIMIT 20 OFFSET {offset}
