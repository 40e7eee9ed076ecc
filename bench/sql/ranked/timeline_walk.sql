    -- Back in time through all posts, until enough of them are by followees.
    SELECT p.id AS post_id
    FROM {tables}.posts AS p,
         LATERAL (
             SELECT
             FROM {tables}.follows AS f
             WHERE f.follower_id = $1
               AND f.followee_id = p.author_id
             LIMIT 1
         ) AS followed
    WHERE p.created_at BETWEEN now() - interval '7 days' AND now()
    ORDER BY p.created_at DESC, p.id DESC
    LIMIT 400
