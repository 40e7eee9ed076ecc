-- Back in time through all posts, each asked whether it is the viewer's own, by a followee, or in one of the viewer's groups.
SELECT p.id AS post_id, p.author_id, p.created_at
FROM {tables}.posts AS p
WHERE (p.author_id = $1
       OR EXISTS (SELECT FROM {tables}.memberships AS m WHERE m.group_id = p.group_id AND m.user_id = $1)
       OR (p.group_id IS NULL
           AND EXISTS (SELECT FROM {tables}.follows AS f WHERE f.follower_id = $1 AND f.followee_id = p.author_id)))
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = $1 AND b.blocked_id = p.author_id)
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = p.author_id AND b.blocked_id = $1)
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
