SELECT EXISTS (
    SELECT
    FROM pg_namespace AS n
    WHERE n.nspname = $1
)
