-- The reads, by the names $5, of the feed with schema $1: signature, whether their keys have the types given, and name.
-- $2, $3, $4: types of user, post and group keys. Functions that somebody else put there are not the feed's.
SELECT f.oid::regprocedure::text,
       CASE f.proname
           WHEN 'timeline_for' THEN f.proallargtypes[1] = $2 AND f.proallargtypes[6] = $3
           WHEN 'posts_by' THEN f.proallargtypes[1] = $2 AND f.proallargtypes[7] = $3
           WHEN 'posts_in' THEN f.proallargtypes[1] = $4 AND f.proallargtypes[2] = $2 AND f.proallargtypes[6] = $3
           WHEN 'public_timeline' THEN f.proallargtypes[1] = $2 AND f.proallargtypes[5] = $3
           WHEN 'trending_posts' THEN f.proallargtypes[5] = $2 AND f.proallargtypes[8] = $3
           WHEN 'post_stats_rows' THEN f.proallargtypes[2] = $3 AND f.proallargtypes[3] = $2
           WHEN 'engagement_hourly_rows' THEN f.proallargtypes[2] = $3
           WHEN 'trending_rows' THEN f.proallargtypes[1] = $3 AND f.proallargtypes[2] = $2
           WHEN 'feed_for' THEN f.proallargtypes[1] = $2 AND f.proallargtypes[6] = $3
           WHEN 'feed_page' THEN f.proargtypes[0] = $2
           WHEN 'explain' THEN f.proargtypes[0] = $2 AND f.proargtypes[1] = $3
           WHEN 'mark_seen' THEN f.proargtypes[0] = $2 AND f.proargtypes[1] = (SELECT p.typarray FROM pg_type AS p WHERE p.oid = $3)
           WHEN 'similar_posts' THEN f.proallargtypes[1] = $3 AND f.proallargtypes[5] = $2
           WHEN 'similar_users' THEN f.proallargtypes[1] = $2
           WHEN 'suggest_for' THEN f.proallargtypes[1] = $2
           WHEN 'mutuals_of' THEN f.proargtypes[0] = $2
           WHEN 'dismiss' THEN f.proargtypes[0] = $2
           WHEN 'warm' THEN f.proargtypes[0] = $2
           WHEN 'cool' THEN f.proargtypes[0] = $2
           WHEN 'new_posts_since' THEN f.proargtypes[0] = $2
           ELSE true
       END,
       f.proname::text
FROM pg_proc AS f
JOIN pg_namespace AS n
  ON n.oid = f.pronamespace
WHERE n.nspname = $1
  AND f.probin = '$libdir/pg_feed'
  AND f.proname = ANY ($5)
ORDER BY f.proname
