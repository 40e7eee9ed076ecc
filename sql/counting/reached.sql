-- Posts are scored up to $1.
UPDATE {data}.counting AS c
SET reached = $1
