-- The newest 20 of each followee and of the viewer, then the newest 20 of those.
SELECT newest.id, newest.author_id, newest.created_at --, newest.body
FROM (
         SELECT followee_id FROM follows WHERE follower_id = $1
         UNION ALL
         SELECT $1::bigint
     ) AS source (author_id),
     LATERAL (
         SELECT p.id, p.author_id, p.created_at --, p.body
         FROM posts AS p
         WHERE p.author_id = source.author_id
         ORDER BY p.created_at DESC, p.id DESC
         LIMIT 20
     ) AS newest
ORDER BY newest.created_at DESC, newest.id DESC
LIMIT 20
