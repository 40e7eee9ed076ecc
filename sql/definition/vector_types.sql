-- The types of extension vector by which posts can be compared.
SELECT t.oid
FROM pg_extension AS e
JOIN pg_depend AS d
  ON d.refclassid = 'pg_extension'::regclass
 AND d.refobjid = e.oid
 AND d.deptype = 'e'
 AND d.classid = 'pg_type'::regclass
JOIN pg_type AS t
  ON t.oid = d.objid
WHERE e.extname = 'vector'
  AND t.typname IN ('vector', 'halfvec')
