-- Which posts each viewer was shown, and when last.
CREATE TABLE {data}.seen (
    viewer  {user} NOT NULL,
    post_id {post} NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (viewer, post_id)
) USING heap
WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
-- By which old marks are found: rows come in the order of their time, more or less.
CREATE INDEX seen_at ON {data}.seen USING brin (seen_at) WITH (autosummarize = on);
COMMENT ON TABLE {data}.seen IS 'pg_feed: posts that viewers have seen';
