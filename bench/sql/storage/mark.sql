-- $1 viewer, $2 how many of the newest posts: marks them as seen, in the feed and in the app's own table.
WITH newest AS (
    SELECT array_agg(n.id ORDER BY n.id) AS posts
    FROM (SELECT p.id FROM {tables}.posts AS p ORDER BY p.id DESC LIMIT $2) AS n
), marked AS (
    INSERT INTO {tables}.marks (viewer_id, post_id)
    SELECT $1::bigint, unnest(n.posts)
    FROM newest AS n
)
SELECT {feed}.mark_seen($1::bigint, n.posts) AS marks
FROM newest AS n
