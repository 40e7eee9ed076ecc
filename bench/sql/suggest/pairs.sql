-- Some pairs of accounts who do not follow each other, by numbers that are as good as random.
CREATE TABLE new_pair AS
SELECT DISTINCT f.id AS follower_id, t.id AS followee_id
FROM generate_series(1, {pairs}) AS n
CROSS JOIN LATERAL (SELECT 1 + (n * 7919 + {seed}) % {users}) AS f (id)
CROSS JOIN LATERAL (SELECT 1 + (n * 104729 + {seed} * 31) % {users}) AS t (id)
WHERE f.id <> t.id
  AND NOT EXISTS (
    SELECT
    FROM follows AS known
    WHERE known.follower_id = f.id
      AND known.followee_id = t.id
)
