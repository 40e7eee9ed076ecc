-- Marks for a feed what the app's own table says was seen.
SELECT count({feed}.mark_seen(s.viewer_id, s.posts))
FROM (
    SELECT viewer_id, array_agg(post_id) AS posts
    FROM {tables}.seen
    GROUP BY viewer_id
) AS s
