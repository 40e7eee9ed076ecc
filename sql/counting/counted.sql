-- How the signals stand that have been counted.
SELECT c.signal, c.generation, c.error
FROM {data}.counted AS c
