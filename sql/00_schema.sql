-- Schema feed: what the extension itself owns. Plain CREATE, so that nobody can have put a schema there before.
CREATE SCHEMA feed;

-- The pure functions are for everyone; every other function checks ownership itself.
GRANT USAGE ON SCHEMA feed TO PUBLIC;
