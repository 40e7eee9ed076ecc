-- What the stage of an earlier run was made from; no row where it was not finished, or is of another half of the day: what is
-- ranked are posts of the last days before now.
SELECT recipe
FROM {tables}.made
WHERE ready
  AND at > now() - interval '12 hours'
