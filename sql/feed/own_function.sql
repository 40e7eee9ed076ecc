ALTER FUNCTION {function} OWNER TO {owner};
