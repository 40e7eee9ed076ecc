-- What the tables of engagement were made from; no row where they were not finished.
SELECT recipe
FROM engaged
WHERE ready
