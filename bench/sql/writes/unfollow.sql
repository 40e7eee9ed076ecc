-- $1 follower, $2 followee.
DELETE FROM {tables}.{table}
WHERE follower_id = $1
  AND followee_id = $2
