-- Whether table $2 of schema $1 begins with these columns: names $3, types $4, collations $5. What its owner added is left alone.
SELECT count(*) = cardinality($3)
FROM unnest($3, $4::oid[], $5::oid[]) WITH ORDINALITY AS w (attribute, kind, collated, place)
JOIN pg_namespace AS n
  ON n.nspname = $1
JOIN pg_class AS c
  ON c.relnamespace = n.oid
 AND c.relname = $2
 AND c.relkind = 'r'
JOIN pg_attribute AS a
  ON a.attrelid = c.oid
 AND a.attnum = w.place
 AND a.attname = w.attribute
 AND a.atttypid = w.kind
 AND a.attcollation = w.collated
 AND NOT a.attisdropped
