-- The pending rows at $1 have been applied.
DELETE FROM {data}.pending AS p
WHERE p.ctid = ANY ($1::tid[])
