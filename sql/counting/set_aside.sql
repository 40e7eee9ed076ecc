-- The pending event at $1 cannot be counted, because of $2. Reads go on adding it.
UPDATE {data}.pending_signal AS p
SET error = $2
WHERE p.ctid = $1::tid
