-- One page with every column.
SELECT post_id, author_id, created_at, rank, reasons, cursor
FROM {feed}.timeline_for($1, 20)
