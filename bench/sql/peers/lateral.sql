-- The newest 20 of each followee, then the newest 20 of those.
SELECT newest.id, newest.author_id, newest.created_at
FROM follows AS f,
     LATERAL (
         SELECT p.id, p.author_id, p.created_at
         FROM posts AS p
         WHERE p.author_id = f.followee_id
         ORDER BY p.created_at DESC, p.id DESC
         LIMIT 20
     ) AS newest
WHERE f.follower_id = $1
ORDER BY newest.created_at DESC, newest.id DESC
LIMIT 20
