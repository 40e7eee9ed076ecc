-- Who may read a feed is decided by feed.grant_access.
REVOKE ALL ON FUNCTION {function} FROM PUBLIC;
