-- Whether VACUUM marked every page: a snapshot elsewhere that is older than the rows keeps it from that, and each
-- index-only scan then reads the table too.
SELECT bool_and(relallvisible >= relpages)
FROM pg_catalog.pg_class
WHERE oid IN ('posts'::regclass, 'follows'::regclass)
