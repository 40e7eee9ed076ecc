-- $1 the number before the first planted viewer, $2 kinds, $3 viewers of each kind
INSERT INTO planted (viewer, kind)
SELECT $1::bigint + row_number() OVER (ORDER BY place, n), kind
FROM unnest($2::text[]) WITH ORDINALITY AS listed (kind, place),
     generate_series(1, $3::bigint) AS n
