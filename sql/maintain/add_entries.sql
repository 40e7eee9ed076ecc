-- Puts the posts of the times $2, ids $3 and authors $4 into the window of viewer $1.
INSERT INTO {data}.entry (viewer, created_at, post_id, author_id, place)
SELECT $1,
       k.created_at,
       k.post_id,
       k.author_id,
       (
           SELECT r.ctid
           FROM {posts} AS r
           WHERE r.{created_at} = k.created_at
             AND r.{id} = k.post_id
           LIMIT 1
       )
FROM unnest($2, $3, $4) AS k (created_at, post_id, author_id)
