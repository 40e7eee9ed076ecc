-- What each reader's app has shown last: the newest post of the timeline, to ask by for newer ones.
CREATE TABLE {tables}.latest AS
SELECT r.viewer, t.post_id, t.created_at, t.cursor
FROM generate_series(0, {readers} - 1::bigint) AS n,
     LATERAL (SELECT 1 + n * {stride} AS viewer) AS r,
     LATERAL {feed}.timeline_for(r.viewer, 1) AS t;
ALTER TABLE {tables}.latest ADD PRIMARY KEY (viewer);
