SELECT post_id, author_id, created_at
FROM {feed}.public_timeline($1, 20)
