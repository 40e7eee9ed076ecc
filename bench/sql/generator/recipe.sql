-- What the tables were made from; no row where they were not finished.
SELECT recipe
FROM made
WHERE ready
