-- The accounts of the numbers $1.
SELECT a.number, a.account
FROM {data}.account AS a
WHERE a.number = ANY ($1)
