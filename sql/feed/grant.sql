-- The right to call a feed's functions and read its views, and nothing on the app's tables or the storage.
GRANT USAGE ON SCHEMA {feed} TO {role};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {feed} TO {role};
GRANT SELECT ON ALL TABLES IN SCHEMA {feed} TO {role};
