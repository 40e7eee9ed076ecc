-- What is kept for a feed besides the app's tables, in the app's own key types. Everything here can be made anew from
-- them; nothing here is believed by a read without asking them.

-- The windows: for each warm viewer the newest posts that may reach them. Fan-out writes in the order of the primary key,
-- by which a page is one short walk.
CREATE TABLE {data}.entry (
    viewer     {user} NOT NULL,
    created_at {time} NOT NULL,
    post_id    {post} NOT NULL,
    author_id  {user},
    -- Where the post stood when it was copied: tried first, so that most posts are found without an index.
    place      tid,
    PRIMARY KEY (viewer, created_at, post_id) INCLUDE (author_id, place)
) USING heap
WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
COMMENT ON TABLE {data}.entry IS 'pg_feed: posts in the windows of warm viewers';

-- Down to where each window is complete, and what it leaves to be asked for at each read.
CREATE TABLE {data}.viewer_window (
    viewer         {user} PRIMARY KEY,
    -- NULL: down to the first post there is.
    floor_at       {time},
    floor_id       {post},
    -- That of the feed when the window was built; 0: to be built anew.
    generation     bigint NOT NULL,
    warmed_at      timestamptz NOT NULL DEFAULT now(),
    read_at        timestamptz NOT NULL DEFAULT now(),
    -- Those whose posts are not in the window, because they have too many followers or members.
    pulled_authors {users} NOT NULL,
    pulled_groups  {groups} NOT NULL
) USING heap
WITH (fillfactor = 80);
-- Each batch looks for windows of another generation.
CREATE INDEX viewer_window_generation ON {data}.viewer_window (generation);
COMMENT ON TABLE {data}.viewer_window IS 'pg_feed: down to where each warm viewer''s window is complete';

-- What changed and has not been applied: keys to look at again. Every writer only appends, so it has no index to keep up,
-- and is read from end to end; it is drained often, and vacuumed when it has been.
CREATE TABLE {data}.pending (
    -- n: a post was inserted, p: changed or deleted; author, group and time are those it had. f: the viewer's relation to an author.
    -- g: the viewer's membership in a group. a: the author's account. r: everything. w: warm, c: cool the viewer.
    kind        "char" NOT NULL,
    captured_at timestamptz NOT NULL,
    viewer      {user},
    author_id   {user},
    group_key   {group},
    created_at  {time},
    post_id     {post},
    -- Why it could not be applied; it is left alone until feed.repair.
    error       text
) USING heap
WITH (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_analyze_scale_factor = 10
);
-- A publication of all tables needs some identity to publish deletes by.
ALTER TABLE {data}.pending REPLICA IDENTITY FULL;
COMMENT ON TABLE {data}.pending IS 'pg_feed: captured changes, not yet applied';

-- Authors and groups whose posts are asked for at each read instead of being copied into windows.
CREATE TABLE {data}.pulled_author (
    author_id {user} PRIMARY KEY
) USING heap;
COMMENT ON TABLE {data}.pulled_author IS 'pg_feed: authors with more followers than fanout.max_followers';

CREATE TABLE {data}.pulled_group (
    group_key {group} PRIMARY KEY
) USING heap;
COMMENT ON TABLE {data}.pulled_group IS 'pg_feed: groups with more members than fanout.max_followers';

-- One row about maintenance itself.
CREATE TABLE {data}.maintenance (
    one             boolean PRIMARY KEY DEFAULT true CHECK (one),
    last_maintained timestamptz,
    last_error      text,
    -- Windows are trimmed in turn: the viewer of the last one.
    trimmed         {user}
) USING heap
WITH (fillfactor = 50);
INSERT INTO {data}.maintenance DEFAULT VALUES;
COMMENT ON TABLE {data}.maintenance IS 'pg_feed: how far maintenance is';

-- Capture: called by the triggers on the app's tables, and refused on any other.
CREATE OR REPLACE FUNCTION {data}.capture ()
RETURNS trigger
LANGUAGE c
AS '$libdir/pg_feed', 'feed_capture';
REVOKE ALL ON FUNCTION {data}.capture () FROM PUBLIC;
COMMENT ON FUNCTION {data}.capture () IS 'pg_feed: notes which row changed';
