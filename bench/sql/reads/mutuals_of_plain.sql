SELECT f.followee_id AS user_id
FROM {tables}.follows AS f
JOIN {tables}.follows AS back
  ON back.follower_id = f.followee_id
 AND back.followee_id = f.follower_id
WHERE f.follower_id = $1
ORDER BY f.followee_id
