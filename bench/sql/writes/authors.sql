-- $1 how many followers: the $2 authors who come nearest, with at least one; how many the median of them has, and how many of those
-- whose windows are kept one has on average.
WITH near AS MATERIALIZED (
    SELECT a.author, a.followers
    FROM (
        SELECT f.followee_id AS author, count(*) AS followers
        FROM {tables}.follows AS f
        GROUP BY f.followee_id
    ) AS a
    WHERE EXISTS (SELECT FROM {tables}.posts AS p WHERE p.author_id = a.author)
    ORDER BY abs(a.followers - $1::bigint), a.author
    LIMIT $2
)
SELECT array_agg(n.author ORDER BY n.author) AS authors,
       percentile_disc(0.5) WITHIN GROUP (ORDER BY n.followers) AS followers,
       (
           SELECT count(*) / (SELECT greatest(count(*), 1) FROM near)
           FROM {tables}.follows AS f
           JOIN near AS a
             ON a.author = f.followee_id
           JOIN {tables}.warm AS w
             ON w.viewer_id = f.follower_id
       ) AS warm
FROM near AS n
