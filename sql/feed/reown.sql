-- Passes a feed on to the new owner of its posts table.
ALTER SCHEMA {feed} OWNER TO {owner};
ALTER SCHEMA {data} OWNER TO {owner};
ALTER TABLE {data}.layout OWNER TO {owner};
