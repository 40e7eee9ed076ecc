-- $1 id.
DELETE FROM {tables}.{table}
WHERE id = $1
