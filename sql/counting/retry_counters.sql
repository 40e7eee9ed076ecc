-- Counters that could not be written are tried once more.
UPDATE {data}.counter_due AS d
SET error = NULL
WHERE d.error IS NOT NULL
