-- All posts are to be scored by $1, from the first one on.
UPDATE {data}.counting AS c
SET scored = 0,
    scoring = $1,
    reached = NULL
