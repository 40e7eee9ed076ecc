-- Windows of other generations are to be built anew, for good: that they were built under may come back, as when a
-- partition is attached and detached again, and what is applied from now on goes to none of them.
UPDATE {data}.viewer_window AS w
SET generation = 0
WHERE w.generation < {lower}
   OR (w.generation > {lower} AND w.generation < {upper})
   OR w.generation > {upper}
