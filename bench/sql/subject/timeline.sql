-- One page as an app asks for it, every column.
SELECT post_id, author_id, created_at, rank, reasons, cursor
FROM timeline_for($1, 20)
