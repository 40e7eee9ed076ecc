-- $1 followers, $2 their followees.
DELETE FROM {tables}.{table} AS f
USING unnest($1::bigint[], $2::bigint[]) AS n (follower, followee)
WHERE f.follower_id = n.follower
  AND f.followee_id = n.followee
