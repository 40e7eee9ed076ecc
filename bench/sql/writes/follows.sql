-- $1 followers, $2 their followees.
INSERT INTO {tables}.{table} (follower_id, followee_id)
SELECT n.follower, n.followee
FROM unnest($1::bigint[], $2::bigint[]) AS n (follower, followee)
