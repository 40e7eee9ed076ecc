-- $1 viewer: why the last post of the page that is shown stands where it does.
SELECT {feed}.explain(v.viewer, v.post_id)
FROM visits AS v
WHERE v.viewer = $1
