-- $1 authors, one for each post, $2 viewers: how many entries these posts are in the viewers' windows, where authors with
-- more than $3 followers are not copied.
WITH wrote AS (
    SELECT author, count(*) AS posts
    FROM unnest($1::bigint[]) AS author
    GROUP BY author
)
SELECT coalesce(sum(w.posts * crowd.warm), 0)::bigint AS entries
FROM wrote AS w,
     LATERAL (
         SELECT count(*) AS followers,
                count(*) FILTER (WHERE f.follower_id = ANY ($2)) AS warm
         FROM follows AS f
         WHERE f.followee_id = w.author
     ) AS crowd
WHERE crowd.followers <= $3
