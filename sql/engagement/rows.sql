SELECT r.{post} AS post_id, {place}::smallint AS place, {hour} AS hour
FROM {source} AS r
WHERE r.{column} IS NOT NULL
  AND {active}
