-- Picks two people worth looking at: one who follows a few people and is in two small groups, and
-- the one who follows most.

WITH size AS (
    SELECT group_id,
           count(*) AS people
    FROM memberships
    GROUP BY group_id
), reader AS (
    SELECT users.id,
           (SELECT count(*) FROM follows WHERE follower_id = users.id) AS followees,
           circle.n AS circles,
           circle.people
    FROM users
    CROSS JOIN LATERAL (
        SELECT count(*) AS n,
               coalesce(sum(size.people), 0) AS people
        FROM memberships
        JOIN size ON size.group_id = memberships.group_id
        WHERE memberships.user_id = users.id
          AND memberships.status = 'active'
    ) AS circle
    WHERE NOT suspended
), quiet AS (
    SELECT id
    FROM reader
    ORDER BY abs(followees - 17) + 6 * abs(circles - 2) + people / 100,
             id
    LIMIT 1
), busy AS (
    SELECT id
    FROM reader
    ORDER BY followees DESC,
             id
    LIMIT 1
)
SELECT quiet.id,
       busy.id
FROM quiet
CROSS JOIN busy;
