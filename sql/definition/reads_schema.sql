-- Whether the schema $1 of a feed's reads is there, and is role $2's: one of that name that somebody else made is not
-- the feed's.
SELECT true, n.nspowner = $2
FROM pg_namespace AS n
WHERE n.nspname = $1
