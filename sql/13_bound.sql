-- Some tables, with all their partitions, as far as they exist.
CREATE FUNCTION feed.with_parts (tables regclass[])
RETURNS SETOF regclass
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE bound AS (
        SELECT t.relation::oid AS relation
        FROM unnest($1) AS t (relation)
        UNION
        SELECT i.inhrelid
        FROM bound AS b
        JOIN pg_inherits AS i ON i.inhparent = b.relation
        JOIN pg_class AS p ON p.oid = i.inhrelid
        WHERE p.relispartition
    )
    SELECT c.oid::regclass
    FROM bound AS b
    JOIN pg_class AS c ON c.oid = b.relation
    ORDER BY c.oid;
END;
REVOKE ALL ON FUNCTION feed.with_parts (regclass[]) FROM PUBLIC;
COMMENT ON FUNCTION feed.with_parts (regclass[]) IS 'tables with their partitions';

-- The tables that a feed reads, with or without those of its signals.
CREATE FUNCTION feed.bound (feed name, with_signals boolean DEFAULT true)
RETURNS SETOF regclass
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT p.relation
    FROM (
        SELECT COALESCE(array_agg(s.relation), '{}')
        FROM feed.source AS s
        WHERE s.feed = $1
          AND ($2 OR s.kind <> 'signal')
    ) AS b (tables)
    CROSS JOIN LATERAL feed.with_parts(b.tables) AS p (relation);
END;
REVOKE ALL ON FUNCTION feed.bound (name, boolean) FROM PUBLIC;
COMMENT ON FUNCTION feed.bound (name, boolean) IS 'tables that a feed reads, with their partitions';

-- A number for a definition, as text, and the present files of its tables; never 0. What is kept carries the number it was
-- built under.
--
-- Rows that come by another way than being written fire no trigger: those of a table rewritten in place, or of a partition
-- attached. Both come with other files.
CREATE FUNCTION feed.generation (definition text, tables regclass[])
RETURNS bigint
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT hashtextextended(
        concat_ws(' ', $1, (
            SELECT string_agg(c.relfilenode::text, ' ' ORDER BY c.oid)
            FROM feed.with_parts($2) AS p (relation)
            JOIN pg_class AS c ON c.oid = p.relation
        )),
        0
    ) | 1;
END;
REVOKE ALL ON FUNCTION feed.generation (text, regclass[]) FROM PUBLIC;
COMMENT ON FUNCTION feed.generation (text, regclass[]) IS 'number of a definition with the present files of its tables';

-- What windows carry that are up to date.
CREATE FUNCTION feed.generation (feed name)
RETURNS bigint
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT feed.generation(r.generation::text, (
        SELECT array_agg(s.relation)
        FROM feed.source AS s
        WHERE s.feed = $1
          AND s.kind <> 'signal'
    ))
    FROM feed.registry AS r
    WHERE r.feed = $1;
END;
REVOKE ALL ON FUNCTION feed.generation (name) FROM PUBLIC;
COMMENT ON FUNCTION feed.generation (name) IS 'generation of windows that are up to date with the definition of a feed';

-- Whether a column that a table is bound by is computed when it is read: it has no value in a trigger.
CREATE FUNCTION feed.has_virtual_columns (columns feed.regcolumn[])
RETURNS boolean
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT
        FROM unnest($1::bigint[]) AS b (reference)
        JOIN pg_attribute AS a
          ON a.attrelid = ((b.reference >> 32) & 4294967295)::oid
         AND a.attnum = (b.reference & 65535)::int2
        WHERE a.attgenerated = 'v'
    );
END;
REVOKE ALL ON FUNCTION feed.has_virtual_columns (feed.regcolumn[]) FROM PUBLIC;
COMMENT ON FUNCTION feed.has_virtual_columns (feed.regcolumn[]) IS 'whether one of some columns is computed when it is read';

-- The tables of a feed that are captured. What windows are built on is captured whole or not at all; a signal by itself, which
-- counts by its condition, too.
CREATE FUNCTION feed.captured (feed name)
RETURNS SETOF feed.source
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT s.*
    FROM feed.source AS s
    WHERE s.feed = $1
      AND CASE s.kind
          WHEN 'signal' THEN NOT feed.has_virtual_columns(s.columns || s.mentioned)
          ELSE NOT EXISTS (
              SELECT
              FROM feed.source AS o
              WHERE o.feed = $1
                AND o.kind <> 'signal'
                AND feed.has_virtual_columns(o.columns)
          )
      END;
END;
REVOKE ALL ON FUNCTION feed.captured (name) FROM PUBLIC;
COMMENT ON FUNCTION feed.captured (name) IS 'tables of a feed whose changes are captured';
