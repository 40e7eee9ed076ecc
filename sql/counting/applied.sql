-- The pending events at $1 have been counted.
DELETE FROM {data}.pending_signal AS p
WHERE p.ctid = ANY ($1::tid[])
