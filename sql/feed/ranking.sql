-- The ranked reads of a feed.

CREATE OR REPLACE FUNCTION {feed}.feed_for (
    viewer {user},
    page_size integer DEFAULT 20,
    after text DEFAULT NULL,
    as_of timestamptz DEFAULT now()
)
RETURNS TABLE (
    rank integer,
    post_id {post},
    author_id {user},
    created_at timestamptz,
    score double precision,
    reasons text[],
    cursor text
)
LANGUAGE c STABLE PARALLEL UNSAFE COST 10000 ROWS 20
AS '$libdir/pg_feed', 'feed_for';

COMMENT ON FUNCTION {feed}.feed_for ({user}, integer, text, timestamptz) IS
    'the viewer''s feed: what matters most to them first, then the rest of their timeline';

CREATE OR REPLACE FUNCTION {feed}.explain (
    viewer {user},
    post {post},
    as_of timestamptz DEFAULT now()
)
RETURNS jsonb
LANGUAGE c STABLE PARALLEL UNSAFE COST 10000
AS '$libdir/pg_feed', 'feed_explain';

COMMENT ON FUNCTION {feed}.explain ({user}, {post}, timestamptz) IS
    'what the score of a post in the viewer''s feed is made of, or why it is not there';

CREATE OR REPLACE FUNCTION {feed}.feed_page (
    viewer {user},
    page_size integer DEFAULT 20,
    after text DEFAULT NULL,
    ranking text DEFAULT 'ranked'
)
RETURNS jsonb
LANGUAGE c STABLE PARALLEL UNSAFE COST 10000
AS '$libdir/pg_feed', 'feed_page';

COMMENT ON FUNCTION {feed}.feed_page ({user}, integer, text, text) IS
    'a page of the viewer''s feed as one JSON document: by rank, or with ranking ''recent'' newest first';

CREATE OR REPLACE FUNCTION {feed}.mark_seen (viewer {user}, posts {post}[])
RETURNS integer
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS '$libdir/pg_feed', 'feed_mark_seen';

COMMENT ON FUNCTION {feed}.mark_seen ({user}, {post}[]) IS
    'notes that the viewer has seen these posts, which go down in their feed; returns how many they had not';
