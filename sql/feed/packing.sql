-- Whom everybody follows, packed: the two hops of suggestions read these lists instead of a row for each follow.

-- Accounts that somebody follows, or did, numbered in the order in which they were met.
CREATE TABLE {data}.account (
    number  integer PRIMARY KEY,
    account {user} NOT NULL UNIQUE
) USING heap;
COMMENT ON TABLE {data}.account IS 'pg_feed: numbers of accounts in the packed lists';

-- For each follower the numbers of their followees, in chunks of bounded size: see src/graph/packed.rs.
CREATE TABLE {data}.followees (
    follower {user} NOT NULL,
    -- No number of the chunk is below, and none of the former chunk is not below. The first chunk begins at 0.
    first    integer NOT NULL,
    -- That of table packing when the list was packed; of another one it is not believed.
    epoch    integer NOT NULL,
    -- How many numbers the whole list has, told by its first chunk.
    size     integer NOT NULL,
    numbers  bytea NOT NULL,
    PRIMARY KEY (follower, first)
) USING heap
WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON TABLE {data}.followees IS 'pg_feed: whom everybody follows, packed';

-- One row about packing itself.
CREATE TABLE {data}.packing (
    one        boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- That of the table of follows when packing began.
    generation bigint,
    epoch      integer NOT NULL DEFAULT 0,
    -- Every follower has a list; who has none follows nobody.
    done       boolean NOT NULL DEFAULT false,
    -- Otherwise followers have lists in their order, up to this one.
    reached    {user},
    -- Numbers are below.
    accounts   integer NOT NULL DEFAULT 0
) USING heap
WITH (fillfactor = 50);
INSERT INTO {data}.packing DEFAULT VALUES;
COMMENT ON TABLE {data}.packing IS 'pg_feed: how far packing is';
