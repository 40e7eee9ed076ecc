SELECT count(*) AS posts
FROM (
    SELECT
    FROM visits AS v,
         {tables}.posts AS p
    WHERE v.viewer = $1
      AND (p.created_at, p.id) > (v.created_at, v.post_id)
      AND (p.author_id = $1
           OR EXISTS (SELECT FROM {tables}.memberships AS m WHERE m.group_id = p.group_id AND m.user_id = $1)
           OR (p.group_id IS NULL
               AND EXISTS (SELECT FROM {tables}.follows AS f WHERE f.follower_id = $1 AND f.followee_id = p.author_id)))
      AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = $1 AND b.blocked_id = p.author_id)
      AND NOT EXISTS (SELECT FROM {tables}.blocks AS b WHERE b.blocker_id = p.author_id AND b.blocked_id = $1)
    LIMIT 100
) AS newer
