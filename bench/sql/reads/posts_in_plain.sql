SELECT p.id AS post_id, p.author_id, p.created_at
FROM visits AS v,
     {tables}.posts AS p
WHERE v.viewer = $1
  AND p.group_id = v.group_id
  AND EXISTS (SELECT FROM {tables}.memberships AS m WHERE m.group_id = v.group_id AND m.user_id = v.viewer)
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = v.viewer AND b.blocked_id = p.author_id)
  AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = p.author_id AND b.blocked_id = v.viewer)
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
