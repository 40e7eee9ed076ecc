-- The oldest hour that is not packed.
SELECT b.hour
FROM {data}.bucket AS b
WHERE b.hour > '-infinity'
ORDER BY b.hour
LIMIT 1
