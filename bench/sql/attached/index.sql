-- An index that feed.doctor asks for, to be built without regard to writers: there are none. No row where it asks for none.
SELECT replace(d.remedy, ' CONCURRENTLY', '') AS build
FROM feed.doctor('{feed}') AS d
WHERE d.remedy LIKE 'CREATE INDEX %'
LIMIT 1
