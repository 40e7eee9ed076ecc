-- All windows are to be built anew.
UPDATE {data}.viewer_window AS w
SET generation = 0
WHERE w.generation <> 0
