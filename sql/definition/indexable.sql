-- Whether table $1 can have an index on the columns with the numbers $2: virtual generated ones are kept nowhere.
SELECT NOT EXISTS (
    SELECT
    FROM pg_attribute AS a
    WHERE a.attrelid = $1
      AND a.attnum = ANY ($2)
      AND a.attgenerated = 'v'
)
