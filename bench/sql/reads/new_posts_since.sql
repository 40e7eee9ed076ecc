-- $1 viewer: what is newer than the last post of the page that is shown.
SELECT {feed}.new_posts_since(v.viewer, v.cursor)::bigint AS posts
FROM visits AS v
WHERE v.viewer = $1
