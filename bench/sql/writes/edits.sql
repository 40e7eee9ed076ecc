-- $1 ids.
UPDATE {tables}.{table}
SET body = 'what was meant, and not what was written. as long as posts are. as long as posts are.'
WHERE id = ANY ($1::bigint[])
