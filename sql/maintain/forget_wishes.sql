-- What was wished for viewer $1 before is done otherwise now.
DELETE FROM {data}.pending AS p
WHERE p.kind IN ('w', 'c')
  AND p.viewer = $1
