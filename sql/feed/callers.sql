-- Roles but the owner that may call functions of the feed with schema $1, as SQL names them, and which.
SELECT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
       f.proname::text
FROM pg_proc AS f
JOIN pg_namespace AS n
  ON n.oid = f.pronamespace
CROSS JOIN LATERAL aclexplode(f.proacl) AS a
WHERE n.nspname = $1
  AND a.privilege_type = 'EXECUTE'
  AND a.grantee <> f.proowner
ORDER BY 1, 2
