-- The functions of the feed with schema $1: signature, whether their keys have the types given now, and who else
-- than the owner may call them. $2, $3, $4: types of user, post and group keys.
SELECT f.oid::regprocedure::text,
       CASE f.proname
           WHEN 'timeline_for' THEN f.proallargtypes[1] = $2 AND f.proallargtypes[6] = $3
           WHEN 'posts_by' THEN f.proallargtypes[1] = $2 AND f.proallargtypes[7] = $3
           WHEN 'posts_in' THEN f.proallargtypes[1] = $4 AND f.proallargtypes[2] = $2 AND f.proallargtypes[6] = $3
           WHEN 'public_timeline' THEN f.proallargtypes[1] = $2 AND f.proallargtypes[5] = $3
           WHEN 'new_posts_since' THEN f.proargtypes[0] = $2
           ELSE true
       END,
       f.proname::text
FROM pg_proc AS f
JOIN pg_namespace AS n
  ON n.oid = f.pronamespace
WHERE n.nspname = $1
  AND f.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c')
  AND f.proname IN ('timeline_for', 'posts_by', 'posts_in', 'public_timeline', 'new_posts_since')
ORDER BY f.proname
