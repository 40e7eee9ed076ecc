SELECT post_id, author_id, created_at
FROM {feed}.timeline_for($1, 20)
