-- What statements of scenarios draw by.

-- A number in [0, 1) that depends on item and salt alone: the same rows come out whatever plan the server takes.
-- 9007199254740992 is 2^53, all the integers a float8 holds exactly.
CREATE FUNCTION uniform(item bigint, salt bigint) RETURNS float8
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (pg_catalog.hashint8extended(item, salt) & 9007199254740991)::float8 / 9007199254740992::float8;

-- The account that holds a rank (from 0) among accounts 1 to users, as the generator numbers them: a bijection, as the
-- prime exceeds any number of users.
CREATE FUNCTION account(rank bigint, users bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + (rank * 2654435761 + 104729) % users;

-- A second, unrelated order of the same accounts.
CREATE FUNCTION other_account(rank bigint, users bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1 + (rank * 2147483647 + 15485863) % users;
