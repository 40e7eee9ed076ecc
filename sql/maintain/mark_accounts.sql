-- The windows of all whom posts by the authors $1 may reach are to be built anew.
UPDATE {data}.viewer_window AS w
SET generation = 0
FROM (
    {arms}
) AS v (viewer)
WHERE w.viewer = v.viewer
  AND w.generation <> 0
