-- Room on disk, with indexes: the storage of the feed, the view, the table with counters and rank.
SELECT (
           SELECT sum(pg_total_relation_size(c.oid))::bigint
           FROM pg_catalog.pg_class AS c
           WHERE c.relnamespace = '{feed}_data'::regnamespace
             AND c.relkind = 'r'
       ) AS feed,
       pg_total_relation_size('{tables}.fresh') AS view,
       pg_total_relation_size('{tables}.ranked') AS ranked
