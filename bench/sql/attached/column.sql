-- $1 column: whether the posts have it.
SELECT EXISTS (
    SELECT
    FROM pg_catalog.pg_attribute AS a
    WHERE a.attrelid = '{tables}.posts'::regclass
      AND a.attname = $1::text
      AND NOT a.attisdropped
)
