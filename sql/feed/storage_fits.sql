-- Whether what is kept for a feed in schema $1 is all there, made for these keys: type and collation of users ($2, $3),
-- posts ($4, $5) and groups ($7, $8), and the type of times ($6).
SELECT count(*) = 23
   AND bool_and(a.atttypid = w.kind AND a.attcollation = w.collated)
   -- And nothing besides.
   AND (
       SELECT count(*) = 5 + 8 + 8 + 1 + 1 + 4 + 9 + 4 + 4 + 3 + 3 + 3 + 11 + 7 + 2 + 5 + 6
       FROM pg_class AS t
       JOIN pg_namespace AS n
         ON n.oid = t.relnamespace
       JOIN pg_attribute AS b
         ON b.attrelid = t.oid
        AND b.attnum > 0
       WHERE n.nspname = $1
         AND t.relname IN ('entry', 'viewer_window', 'pending', 'pulled_author', 'pulled_group', 'maintenance',
                             'pending_signal', 'bucket', 'past', 'counted', 'lowered', 'counter_due', 'stats', 'counting',
                             'account', 'followees', 'packing')
   )
FROM (VALUES
    ('entry', 'viewer', $2, $3),
    ('entry', 'created_at', $6, 0::oid),
    ('entry', 'post_id', $4, $5),
    ('viewer_window', 'viewer', $2, $3),
    ('viewer_window', 'floor_id', $4, $5),
    ('pending', 'viewer', $2, $3),
    ('pending', 'group_key', $7, $8),
    ('pending', 'post_id', $4, $5),
    ('pulled_author', 'author_id', $2, $3),
    ('pulled_group', 'group_key', $7, $8),
    ('maintenance', 'trimmed', $2, $3),
    ('pending_signal', 'post_id', $4, $5),
    ('pending_signal', 'was_post_id', $4, $5),
    ('bucket', 'post_id', $4, $5),
    ('past', 'post_id', $4, $5),
    ('lowered', 'post_id', $4, $5),
    ('counter_due', 'post_id', $4, $5),
    ('stats', 'post_id', $4, $5),
    ('stats', 'created_at', $6, 0::oid),
    ('counting', 'reached', $4, $5),
    ('account', 'account', $2, $3),
    ('followees', 'follower', $2, $3),
    ('packing', 'reached', $2, $3)
) AS w (relation, attribute, kind, collated)
JOIN pg_namespace AS n
  ON n.nspname = $1
JOIN pg_class AS c
  ON c.relnamespace = n.oid
 AND c.relname = w.relation
JOIN pg_attribute AS a
  ON a.attrelid = c.oid
 AND a.attname = w.attribute
 AND NOT a.attisdropped
