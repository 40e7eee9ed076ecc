-- One page with the columns that the plain queries return.
SELECT post_id, author_id, created_at
FROM timeline_for($1, 20)
