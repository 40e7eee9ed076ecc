-- feed.regcolumn: a column of a table, kept by (table, attribute number) and shown by its current name.
-- It is to columns what regclass is to tables: a rename is followed, and a dump carries names, because
-- attribute numbers change when a table with dropped columns is restored.
CREATE TYPE feed.regcolumn;

CREATE FUNCTION feed.regcolumn_in(cstring)
RETURNS feed.regcolumn
LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'regcolumn_in';

CREATE FUNCTION feed.regcolumn_out(feed.regcolumn)
RETURNS cstring
LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'regcolumn_out';

CREATE TYPE feed.regcolumn (
    INPUT = feed.regcolumn_in,
    OUTPUT = feed.regcolumn_out,
    INTERNALLENGTH = 8,
    PASSEDBYVALUE,
    ALIGNMENT = double
);

COMMENT ON TYPE feed.regcolumn IS 'a column, followed through renames; reads and writes as schema.table.column';

-- The stored form is one 64-bit number: the table's OID above 32 bits, the attribute number below.
CREATE CAST (feed.regcolumn AS bigint) WITHOUT FUNCTION;
CREATE CAST (bigint AS feed.regcolumn) WITHOUT FUNCTION;
