-- Hours before $1 may be packed.
UPDATE {data}.counting AS c
SET packed_before = $1
WHERE c.packed_before < $1
