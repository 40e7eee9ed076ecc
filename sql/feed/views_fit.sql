-- Whether the views of feed $1 are there with post keys of type $2 and user keys of type $3, and the functions behind them.
SELECT count(*) = 6
FROM (VALUES
    ('post_stats', 'post_id', $2),
    ('post_stats', 'author_id', $3),
    ('signal_counts', 'post_id', $2),
    ('engagement_hourly', 'post_id', $2),
    ('trending', 'post_id', $2),
    ('trending', 'author_id', $3)
) AS w (relation, attribute, kind)
JOIN pg_namespace AS n
  ON n.nspname = $1
JOIN pg_class AS c
  ON c.relnamespace = n.oid
 AND c.relname = w.relation
 AND c.relkind = 'v'
JOIN pg_attribute AS a
  ON a.attrelid = c.oid
 AND a.attname = w.attribute
 AND a.atttypid = w.kind
