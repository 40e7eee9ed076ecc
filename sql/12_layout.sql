-- The version of a feed's own objects. Each feed's storage holds one value of this type: it tells a later version of
-- the extension what to bring up to date, and it makes every feed, a restored one too, depend on the extension, so
-- that DROP EXTENSION is refused while feeds exist.
CREATE DOMAIN feed.layout_version AS integer
    CHECK (VALUE > 0);

-- Asked by the planner about the functions behind a feed's views: what a query wants of them becomes their argument.
CREATE FUNCTION feed.rows_support (internal)
RETURNS internal
LANGUAGE c STRICT
AS 'MODULE_PATHNAME', 'rows_support';
COMMENT ON FUNCTION feed.rows_support (internal) IS 'planner support of the functions behind a feed''s views';
