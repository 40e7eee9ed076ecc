-- And all of them cease to.
DELETE FROM follows AS f
USING new_pair AS n
WHERE f.follower_id = n.follower_id
  AND f.followee_id = n.followee_id
