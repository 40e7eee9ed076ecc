-- Which accounts are to be suggested to a viewer no more.
CREATE TABLE {data}.dismissed (
    viewer  {user} NOT NULL,
    account {user} NOT NULL,
    PRIMARY KEY (viewer, account)
) USING heap;
COMMENT ON TABLE {data}.dismissed IS 'pg_feed: accounts that viewers do not want to be suggested';
