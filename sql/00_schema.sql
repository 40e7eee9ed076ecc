-- Text keys and names are handled as UTF-8. SQL_ASCII says nothing about the bytes, which then pass as they are.
DO $$
BEGIN
    IF pg_catalog.getdatabaseencoding() NOT IN ('UTF8', 'SQL_ASCII') THEN
        RAISE EXCEPTION 'pg_feed does not support database encoding %', pg_catalog.getdatabaseencoding()
            USING ERRCODE = 'feature_not_supported', HINT = 'Use a database with encoding UTF8.';
    END IF;
END
$$;

-- Schema feed: what the extension itself owns. Plain CREATE, so that nobody can have put a schema there before.
CREATE SCHEMA feed;

-- The pure functions are for everyone; every other function checks ownership itself.
GRANT USAGE ON SCHEMA feed TO PUBLIC;
