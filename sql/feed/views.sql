-- The views of engagement: a column for each signal, in the order of addition. A column stays where it is, or views upon
-- these could not live: that of a removed signal is NULL.

CREATE OR REPLACE VIEW {feed}.post_stats AS
SELECT s.post_id, s.author_id, s.created_at, s.engagement, s.hot{columns}
FROM {feed}.post_stats_rows() AS s;

COMMENT ON VIEW {feed}.post_stats IS 'posts with their engagement: what it is worth, and how many rows of each signal';

CREATE OR REPLACE VIEW {feed}.signal_counts AS
SELECT s.post_id, c.signal, c.n
FROM {feed}.post_stats_rows() AS s
CROSS JOIN LATERAL unnest({signals}, s.counts) AS c (signal, n)
WHERE c.n > 0;

COMMENT ON VIEW {feed}.signal_counts IS 'a row per post and signal: how many';

CREATE OR REPLACE VIEW {feed}.engagement_hourly AS
SELECT s.post_id, s.hour{columns}
FROM {feed}.engagement_hourly_rows() AS s;

COMMENT ON VIEW {feed}.engagement_hourly IS 'a row per post and hour (UTC) with engagement, as far back as setting engagement.keep';

-- A function in the select list gives its rows one by one: whoever takes the first fifty waits for no others.
CREATE OR REPLACE VIEW {feed}.trending AS
SELECT (s.one).post_id, (s.one).author_id, (s.one).created_at, (s.one).engagement, (s.one).hot, (s.one).value{fields}
FROM (SELECT {feed}.trending_rows() AS one) AS s;

COMMENT ON VIEW {feed}.trending IS 'public posts by decayed engagement, most of it first';
