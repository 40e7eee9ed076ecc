-- Whether schema $1 is role $2's: one of the same name that somebody else made is not the feed's.
SELECT EXISTS (
    SELECT
    FROM pg_namespace AS n
    WHERE n.nspname = $1
      AND n.nspowner = $2
)
