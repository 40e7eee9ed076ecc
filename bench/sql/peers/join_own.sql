-- The query everybody writes first, with the viewer's own posts.
SELECT p.id, p.author_id, p.created_at --, p.body
FROM posts AS p
JOIN (
    SELECT followee_id FROM follows WHERE follower_id = $1
    UNION ALL
    SELECT $1::bigint
) AS source (author_id) ON source.author_id = p.author_id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
