-- The numbers of the accounts $1, of those that have one.
SELECT a.account, a.number
FROM {data}.account AS a
WHERE a.account = ANY ($1)
