-- $1 viewer: the group that the viewer is in.
SELECT p.post_id, p.author_id, p.created_at
FROM visits AS v,
     {feed}.posts_in(v.group_id, v.viewer, 20) AS p
WHERE v.viewer = $1
ORDER BY p.rank
