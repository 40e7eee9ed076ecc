-- How the posts $1 stand.
SELECT s.post_id, s.created_at, s.listing, s.counts::text, s.engagement, s.hot, s.ceiling, s.reach, s.due, s.place::text
FROM {data}.stats AS s
WHERE s.post_id = ANY ($1)
