-- The windows of the viewers $1 are to be built anew.
UPDATE {data}.viewer_window AS w
SET generation = 0
WHERE w.viewer = ANY ($1)
  AND w.generation <> 0
