-- The post that is trending most, and somebody who has not liked it.

SELECT top.post_id,
       users.id
FROM (
    SELECT post_id,
           author_id
    FROM home.trending
    LIMIT 1
) AS top
JOIN users
  ON users.id <> top.author_id
WHERE NOT EXISTS (
    SELECT
    FROM likes
    WHERE likes.post_id = top.post_id
      AND likes.user_id = users.id
)
ORDER BY users.id
LIMIT 1;
