-- $1 viewers: how many have a window of the present generation, and from how many authors each of them leaves posts out.
SELECT count(*) AS warm,
       coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY cardinality(w.pulled_authors)), 0) AS left_out
FROM {data}.viewer_window AS w
WHERE w.viewer = ANY ($1)
  AND w.generation = feed.generation('{feed}')
