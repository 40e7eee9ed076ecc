-- The two schemas of a feed: one for apps and analysts, and its storage, granted to nobody.
CREATE SCHEMA {feed} AUTHORIZATION {owner};
CREATE SCHEMA {data} AUTHORIZATION {owner};

CREATE TABLE {data}.layout (
    version feed.layout_version PRIMARY KEY
);
INSERT INTO {data}.layout VALUES (1);
ALTER TABLE {data}.layout OWNER TO {owner};
COMMENT ON SCHEMA {feed} IS 'pg_feed: functions and views of feed {plain}';
COMMENT ON SCHEMA {data} IS 'pg_feed: storage of feed {plain}';
COMMENT ON TABLE {data}.layout IS 'pg_feed: version of the objects of feed {plain}';
