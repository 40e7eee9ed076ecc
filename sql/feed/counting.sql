-- Engagement counted: whole numbers by post, signal and hour, and what happened since.

-- What changed and has not been counted: a row per engagement that came, went or moved. Every writer only appends.
CREATE TABLE {data}.pending_signal (
    -- The place of the signal.
    signal      smallint NOT NULL,
    captured_at timestamptz NOT NULL,
    -- The engagement as it is now: the post it is about and its hour; no post: it does not count.
    post_id     {post},
    hour        timestamptz,
    -- As it was.
    was_post_id {post},
    was_hour    timestamptz,
    -- It cannot be told what changed.
    recount     boolean NOT NULL,
    -- By which transaction it went or moved.
    removed_by  xid8,
    -- Why it could not be counted; it is left alone until feed.repair.
    error       text
) USING heap
WITH (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 5000,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 10
);
-- A publication of all tables needs some identity to publish deletes by.
ALTER TABLE {data}.pending_signal REPLICA IDENTITY FULL;
COMMENT ON TABLE {data}.pending_signal IS 'pg_feed: engagements that came or went, not yet counted';

-- How many rows of a signal are about a post, by the hour; hour -infinity: those without a time.
CREATE TABLE {data}.bucket (
    post_id {post} NOT NULL,
    hour    timestamptz NOT NULL,
    signal  smallint NOT NULL,
    n       bigint NOT NULL,
    PRIMARY KEY (post_id, hour, signal)
) USING heap
WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX bucket_hour ON {data}.bucket (hour);
COMMENT ON TABLE {data}.bucket IS 'pg_feed: engagement by post, hour and signal';

-- The same of hours that engagement_hourly shows no more, packed: hours and counts run in parallel, an hour may be there twice.
CREATE TABLE {data}.past (
    post_id {post} NOT NULL,
    signal  smallint NOT NULL,
    hours   timestamptz[] NOT NULL,
    counts  bigint[] NOT NULL,
    PRIMARY KEY (post_id, signal)
) USING heap;
COMMENT ON TABLE {data}.past IS 'pg_feed: engagement by post and signal of hours long ago';

-- Which signals are counted in bucket and past.
CREATE TABLE {data}.counted (
    signal     smallint PRIMARY KEY,
    -- That of the signal's definition and files when it was counted.
    generation bigint NOT NULL,
    -- Why it could not be counted; it is left alone until its rows change, or feed.repair.
    error      text
) USING heap;
COMMENT ON TABLE {data}.counted IS 'pg_feed: signals whose tables have been counted';

-- Which posts lost engagement of late, and by which transactions: on later pages of a ranking they could show again.
CREATE TABLE {data}.lowered (
    post_id    {post} NOT NULL,
    removed_by xid8 NOT NULL,
    noted_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (removed_by, post_id)
) USING heap;
COMMENT ON TABLE {data}.lowered IS 'pg_feed: posts that lost engagement of late';

-- Posts whose columns, kept equal to counts, have to be looked at.
CREATE TABLE {data}.counter_due (
    signal  smallint NOT NULL,
    post_id {post} NOT NULL,
    -- Why it could not be written; it is left alone until feed.repair.
    error   text,
    PRIMARY KEY (signal, post_id)
) USING heap;
COMMENT ON TABLE {data}.counter_due IS 'pg_feed: posts whose counters have to be looked at';

-- What each post's counts are worth: a row per post that has a time, with what orders it.
CREATE TABLE {data}.stats (
    post_id    {post} PRIMARY KEY,
    created_at {time} NOT NULL,
    hot        double precision,
    -- Not below hot, and not much above: so that a row with many engagements seldom moves in an index.
    ceiling    double precision,
    engagement double precision NOT NULL,
    -- The same of engagement.
    reach      double precision NOT NULL,
    -- That in which it was written.
    hour       timestamptz,
    -- 1: may be shown to everybody, 2: likewise, and it is a reply, 0: not.
    listing    smallint NOT NULL,
    -- Where the post stood: tried first, so that most posts are found without an index.
    place      tid,
    -- By place of the signal.
    counts     bigint[] NOT NULL,
    -- When an event of a later hour begins to add to hot.
    due        timestamptz
) USING heap
WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX stats_ceiling ON {data}.stats (listing, ceiling, post_id);
CREATE INDEX stats_reach ON {data}.stats (listing, hour, reach, post_id);
CREATE INDEX stats_due ON {data}.stats (due) WHERE due IS NOT NULL;
COMMENT ON TABLE {data}.stats IS 'pg_feed: posts with their counts and scores';

-- One row about counting itself.
CREATE TABLE {data}.counting (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    -- Hours before this one may be packed.
    packed_before timestamptz NOT NULL DEFAULT '-infinity',
    -- That of the settings and counts by which all posts are scored; 0: not all are.
    scored        bigint NOT NULL DEFAULT 0,
    -- That by which they are being scored, in the order of their keys, and up to which post.
    scoring       bigint NOT NULL DEFAULT 0,
    reached       {post},
    -- The first of those in stats.
    due           timestamptz,
    -- How often it could not be told what changed of a signal.
    recounts      bigint NOT NULL DEFAULT 0
) USING heap
WITH (fillfactor = 50);
INSERT INTO {data}.counting DEFAULT VALUES;
COMMENT ON TABLE {data}.counting IS 'pg_feed: how far counting is';
