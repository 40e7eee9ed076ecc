-- All posts are scored.
UPDATE {data}.counting AS c
SET scored = c.scoring,
    reached = NULL
