-- No column is kept for signal $1.
DELETE FROM {data}.counter_due AS d
WHERE d.signal = $1
