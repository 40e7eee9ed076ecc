-- The window of viewer $1 is complete down to ($2, $3), without the authors $4 and the groups $5.
INSERT INTO {data}.viewer_window AS w (viewer, floor_at, floor_id, generation, pulled_authors, pulled_groups)
VALUES ($1, $2, $3, {generation}, $4, $5)
ON CONFLICT (viewer) DO UPDATE
SET floor_at = EXCLUDED.floor_at,
    floor_id = EXCLUDED.floor_id,
    generation = EXCLUDED.generation,
    pulled_authors = EXCLUDED.pulled_authors,
    pulled_groups = EXCLUDED.pulled_groups,
    warmed_at = now()
WHERE (w.floor_at, w.floor_id, w.generation, w.pulled_authors, w.pulled_groups) IS DISTINCT FROM
    (EXCLUDED.floor_at, EXCLUDED.floor_id, EXCLUDED.generation, EXCLUDED.pulled_authors, EXCLUDED.pulled_groups)
