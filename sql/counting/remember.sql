-- Signal $1 is counted as it is defined now ($2), or could not be, because of $3.
INSERT INTO {data}.counted (signal, generation, error)
VALUES ($1, $2, $3)
ON CONFLICT (signal) DO UPDATE
SET generation = excluded.generation,
    error = excluded.error
