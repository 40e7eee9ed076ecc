SELECT p.id AS post_id, p.author_id, p.created_at
FROM {tables}.posts AS p
WHERE p.group_id IS NULL
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = $1 AND b.blocked_id = p.author_id)
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = p.author_id AND b.blocked_id = $1)
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
