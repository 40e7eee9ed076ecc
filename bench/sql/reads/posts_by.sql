-- $1 author, seen by somebody else.
SELECT post_id, author_id, created_at
FROM {feed}.posts_by($1, 1 + $1::bigint * 7919 % {users}, 20)
