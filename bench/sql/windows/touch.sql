-- Moves the newest post of each author with more than $1 followers by a microsecond: only a change lets maintenance find
-- out that they have too many to be copied.
WITH popular AS (
    SELECT followee_id AS author
    FROM follows
    GROUP BY followee_id
    HAVING count(*) > $1
)
UPDATE posts AS p
SET created_at = p.created_at + interval '1 microsecond'
FROM popular,
     LATERAL (
         SELECT n.id
         FROM posts AS n
         WHERE n.author_id = popular.author
         ORDER BY n.created_at DESC, n.id DESC
         LIMIT 1
     ) AS newest
WHERE p.id = newest.id
