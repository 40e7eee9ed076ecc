-- $1 viewer, $2 how many posts: the newest of their timeline, by the pull.
INSERT INTO {tables}.feeds (viewer_id, created_at, post_id, author_id)
SELECT $1::bigint, t.created_at, t.post_id, t.author_id
FROM {feed}.timeline_for($1, $2) AS t
ORDER BY t.created_at, t.post_id
