-- From now on the author or group $1 is asked for at each read: every warm viewer's window that might hold it is to be
-- built anew without it.
WITH pulled AS (
    INSERT INTO {data}.{pulled} ({key})
    VALUES ($1)
    ON CONFLICT DO NOTHING
)
UPDATE {data}.viewer_window AS w
SET generation = 0
FROM {relation} AS r
WHERE r.{column} = $1
  AND w.viewer = {viewer_key}
  AND w.generation <> 0
