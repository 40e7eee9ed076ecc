-- A batch has been applied. What was set aside stays told until it is repaired.
UPDATE {data}.maintenance AS m
SET last_maintained = clock_timestamp(),
    last_error = CASE WHEN m.last_error IS NOT NULL THEN (
        SELECT p.error
        FROM {data}.pending AS p
        WHERE p.error IS NOT NULL
        LIMIT 1
    ) END
