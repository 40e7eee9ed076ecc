-- Whether role $1 has the rights of role $2, and whether row-level security never applies to it.
SELECT pg_has_role($1, $2, 'USAGE'),
       r.rolsuper OR r.rolbypassrls
FROM pg_roles AS r
WHERE r.oid = $1
