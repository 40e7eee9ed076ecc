-- Signal $1 is not counted any more: from now on reads count its table.
DELETE FROM {data}.counted AS c
WHERE c.signal = $1
