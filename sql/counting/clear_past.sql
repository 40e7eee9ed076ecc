DELETE FROM {data}.past AS p
WHERE p.signal = $1
