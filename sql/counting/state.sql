-- How far scoring is.
SELECT c.scored, c.scoring, c.reached, c.due
FROM {data}.counting AS c
