-- Of $1 more changes it could not be told what they were.
UPDATE {data}.counting AS c
SET recounts = c.recounts + $1
