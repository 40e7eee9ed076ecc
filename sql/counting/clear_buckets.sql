DELETE FROM {data}.bucket AS b
WHERE b.signal = $1
