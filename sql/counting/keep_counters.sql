-- Writes the counts of signal $1 into the column of at most $2 posts, in the order of their key. A row that somebody has locked
-- is left for later: an app never waits for this, nor this for an app.
WITH due AS (
    SELECT d.post_id
    FROM {data}.counter_due AS d
    WHERE d.signal = $1
      AND d.error IS NULL
    ORDER BY d.post_id
    LIMIT $2
),
locked AS (
    SELECT r.{id} AS post_id
    FROM {posts} AS r
    JOIN due AS d
      ON d.post_id = r.{id}
    ORDER BY r.{id}
    FOR NO KEY UPDATE OF r SKIP LOCKED
),
counted AS (
    SELECT l.post_id,
           COALESCE((
               SELECT sum(b.n)
               FROM {data}.bucket AS b
               WHERE b.post_id = l.post_id
                 AND b.signal = $1
           ), 0) + COALESCE((
               SELECT sum(h.n)
               FROM {data}.past AS p
               CROSS JOIN LATERAL unnest(p.counts) AS h (n)
               WHERE p.post_id = l.post_id
                 AND p.signal = $1
           ), 0) AS n
    FROM locked AS l
),
written AS (
    UPDATE {posts} AS r
    SET {counter} = c.n
    FROM counted AS c
    WHERE r.{id} = c.post_id
      AND r.{counter} IS DISTINCT FROM c.n
)
DELETE FROM {data}.counter_due AS d
USING due AS o
WHERE d.signal = $1
  AND d.post_id = o.post_id
  AND (
      d.post_id IN (SELECT l.post_id FROM locked AS l)
      OR NOT EXISTS (SELECT FROM {posts} AS r WHERE r.{id} = d.post_id)
  )
