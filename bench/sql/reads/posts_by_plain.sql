SELECT p.id AS post_id, p.author_id, p.created_at
FROM {tables}.posts AS p,
     (SELECT 1 + $1::bigint * 7919 % {users} AS id) AS viewer
WHERE p.author_id = $1
  AND (p.group_id IS NULL
       OR p.author_id = viewer.id
       OR EXISTS (SELECT FROM {tables}.memberships AS m WHERE m.group_id = p.group_id AND m.user_id = viewer.id))
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = viewer.id AND b.blocked_id = p.author_id)
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = p.author_id AND b.blocked_id = viewer.id)
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
