-- $1 posts, $2 users.
INSERT INTO {tables}.{table} (post_id, user_id, created_at)
SELECT n.post, n.person, clock_timestamp()
FROM unnest($1::bigint[], $2::bigint[]) AS n (post, person)
