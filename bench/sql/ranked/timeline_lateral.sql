    -- The newest of each followee, then the newest of those.
    SELECT newest.id AS post_id
    FROM {tables}.follows AS f,
         LATERAL (
             SELECT p.id, p.created_at
             FROM {tables}.posts AS p
             WHERE p.author_id = f.followee_id
               AND p.created_at BETWEEN now() - interval '7 days' AND now()
             ORDER BY p.created_at DESC, p.id DESC
             LIMIT 400
         ) AS newest
    WHERE f.follower_id = $1
    ORDER BY newest.created_at DESC, newest.id DESC
    LIMIT 400
