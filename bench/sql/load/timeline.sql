-- $1 viewer: the first page, to be compared with that of plain SQL.
SELECT post_id
FROM {feed}.timeline_for($1)
ORDER BY rank
