-- The newest 20 of each followee and of each group, then the newest 20 of those.
SELECT t.post_id, t.author_id, t.created_at
FROM (
    SELECT newest.post_id, newest.author_id, newest.created_at
    FROM (
        SELECT f.followee_id AS author_id FROM {tables}.follows AS f WHERE f.follower_id = $1
        UNION
        SELECT $1
    ) AS a,
    LATERAL (
        SELECT p.id AS post_id, p.author_id, p.created_at
        FROM {tables}.posts AS p
        WHERE p.author_id = a.author_id
          AND (p.group_id IS NULL OR p.author_id = $1)
        ORDER BY p.created_at DESC, p.id DESC
        LIMIT 20
    ) AS newest
    WHERE NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = $1 AND b.blocked_id = a.author_id)
      AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = a.author_id AND b.blocked_id = $1)
    UNION
    SELECT newest.post_id, newest.author_id, newest.created_at
    FROM {tables}.memberships AS m,
    LATERAL (
        SELECT p.id AS post_id, p.author_id, p.created_at
        FROM {tables}.posts AS p
        WHERE p.group_id = m.group_id
          AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = $1 AND b.blocked_id = p.author_id)
          AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = p.author_id AND b.blocked_id = $1)
        ORDER BY p.created_at DESC, p.id DESC
        LIMIT 20
    ) AS newest
    WHERE m.user_id = $1
) AS t
ORDER BY t.created_at DESC, t.post_id DESC
LIMIT 20
