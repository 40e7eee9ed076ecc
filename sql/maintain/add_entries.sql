-- Puts the posts of the times $2, ids $3 and authors $4 into the window of viewer $1.
INSERT INTO {data}.entry (viewer, created_at, post_id, author_id)
SELECT $1, k.created_at, k.post_id, k.author_id
FROM unnest($2, $3, $4) AS k (created_at, post_id, author_id)
