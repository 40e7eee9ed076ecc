-- The pending row at $1 cannot be applied, because of $2. Reads go on looking at its key again.
UPDATE {data}.pending AS p
SET error = $2
WHERE p.ctid = $1::tid
