-- The app's tables of one graph, without keys and indexes: those are built once the rows are in. The generator vacuums
-- them itself, so that nothing does while something is timed.
CREATE TABLE posts (
    id bigint NOT NULL,
    author_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    body text NOT NULL
) WITH (autovacuum_enabled = false);

CREATE TABLE follows (
    follower_id bigint NOT NULL,
    followee_id bigint NOT NULL
) WITH (autovacuum_enabled = false);

-- The accounts that were planted to be nasty, and what each of them is there for.
CREATE TABLE planted (
    viewer bigint PRIMARY KEY,
    kind text NOT NULL
);

-- One row: what was asked for. `ready` turns true behind the final VACUUM, so that an interrupted run is made anew.
CREATE TABLE made (
    recipe text NOT NULL,
    ready boolean NOT NULL DEFAULT false
);

-- A number in [0, 1) that depends on item and salt alone: the same rows come out whatever plan the server takes.
-- 9007199254740992 is 2^53, all the integers a float8 holds exactly.
CREATE FUNCTION uniform(item bigint, salt bigint) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (pg_catalog.hashint8extended(item, salt) & 9007199254740991)::float8 / 9007199254740992::float8;

-- The account that holds a rank (from 0) among accounts 1 to users: a bijection, as the prime exceeds any number of
-- users, so that famous accounts do not sit side by side in the indexes.
CREATE FUNCTION account(rank bigint, users bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + (rank * 2654435761 + 104729) % users;

-- A second, unrelated order of the same accounts.
CREATE FUNCTION other_account(rank bigint, users bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + (rank * 2147483647 + 15485863) % users;
