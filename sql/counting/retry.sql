-- What was set aside is tried once more.
UPDATE {data}.pending_signal AS p
SET error = NULL
WHERE p.error IS NOT NULL
