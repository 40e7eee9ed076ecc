-- The tables that a feed reads, with all their partitions, as far as they exist; with or without those of its signals.
CREATE FUNCTION feed.bound (feed name, with_signals boolean DEFAULT true)
RETURNS SETOF regclass
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH RECURSIVE bound AS (
        SELECT s.relation::oid AS relation
        FROM feed.source AS s
        WHERE s.feed = $1
          AND ($2 OR s.kind <> 'signal')
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
REVOKE ALL ON FUNCTION feed.bound (name, boolean) FROM PUBLIC;
COMMENT ON FUNCTION feed.bound (name, boolean) IS 'tables that a feed reads, with their partitions';

-- What windows carry that were built on the present definition and the present files of the tables; never 0.
--
-- Rows that come by another way than being written fire no trigger: those of a table rewritten in place, or of a partition
-- attached. Both come with other files.
CREATE FUNCTION feed.generation (feed name)
RETURNS bigint
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT hashtextextended(
        concat_ws(' ', r.generation, (
            SELECT string_agg(c.relfilenode::text, ' ' ORDER BY c.oid)
            FROM feed.bound($1, false) AS b (relation)
            JOIN pg_class AS c ON c.oid = b.relation
        )),
        0
    ) | 1
    FROM feed.registry AS r
    WHERE r.feed = $1;
END;
REVOKE ALL ON FUNCTION feed.generation (name) FROM PUBLIC;
COMMENT ON FUNCTION feed.generation (name) IS 'generation of windows that are up to date with the definition of a feed';

-- Whether a bound column is computed when it is read: it has no value in a trigger, so such a feed is not captured.
CREATE FUNCTION feed.has_virtual_columns (feed name)
RETURNS boolean
LANGUAGE sql
STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT EXISTS (
        SELECT
        FROM feed.source AS s
        CROSS JOIN LATERAL unnest(s.columns::bigint[]) AS b (reference)
        JOIN pg_attribute AS a
          ON a.attrelid = s.relation
         AND a.attnum = (b.reference & 65535)::int2
        WHERE s.feed = $1
          AND s.kind <> 'signal'
          AND a.attgenerated = 'v'
    );
END;
REVOKE ALL ON FUNCTION feed.has_virtual_columns (name) FROM PUBLIC;
COMMENT ON FUNCTION feed.has_virtual_columns (name) IS 'whether a bound column of a feed is computed when it is read';
