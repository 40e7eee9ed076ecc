-- $1 ids.
DELETE FROM {tables}.{table}
WHERE id = ANY ($1::bigint[])
