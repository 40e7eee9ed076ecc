ALTER TABLE {data}.{table} OWNER TO {owner};
