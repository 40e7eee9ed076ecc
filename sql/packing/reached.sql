-- Followers up to $1 have lists; all of them if $2.
UPDATE {data}.packing AS p
SET reached = $1,
    done = $2
