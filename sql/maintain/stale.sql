-- At most $1 windows that are to be built anew: of another generation, which an index finds as lower or higher ones.
SELECT w.viewer
FROM {data}.viewer_window AS w
WHERE w.generation < {generation}
   OR w.generation > {generation}
LIMIT $1
