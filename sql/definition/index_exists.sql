-- Whether table $1 has an index that serves equality on the first columns of $2 (attribute numbers) and, where $3,
-- order by the last two: a valid b-tree over all rows whose leading columns these are.
SELECT EXISTS (
    SELECT
    FROM pg_index AS i
    JOIN pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_am AS m ON m.oid = c.relam
    WHERE i.indrelid = $1
      AND m.amname = 'btree'
      AND i.indisvalid
      AND i.indpred IS NULL
      AND i.indnkeyatts >= cardinality($2)
      AND (string_to_array(i.indkey::text, ' ')::int8[])[1:cardinality($2)] = $2
      -- In the column's own order: its collation, and operators of the default kind (not text_pattern_ops).
      AND NOT EXISTS (
          SELECT
          FROM generate_series(1, cardinality($2)) AS k (place)
          JOIN pg_opclass AS o ON o.oid = i.indclass[k.place - 1]
          JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = $2[k.place]
          WHERE i.indcollation[k.place - 1] <> a.attcollation
             OR NOT EXISTS (
                 SELECT
                 FROM pg_opclass AS d
                 WHERE d.opcmethod = o.opcmethod
                   AND d.opcfamily = o.opcfamily
                   AND d.opcdefault
             )
      )
      AND (
          NOT $3
          -- Both ascending, nulls last, or both descending, nulls first: the scan goes either way.
          OR (
              i.indoption[cardinality($2) - 1] = i.indoption[cardinality($2) - 2]
              AND i.indoption[cardinality($2) - 1] IN (0, 3)
          )
      )
)
