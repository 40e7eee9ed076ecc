-- Gives what is kept for a feed to its owner.
ALTER TABLE {data}.entry OWNER TO {owner};
ALTER TABLE {data}.viewer_window OWNER TO {owner};
ALTER TABLE {data}.pending OWNER TO {owner};
ALTER TABLE {data}.pulled_author OWNER TO {owner};
ALTER TABLE {data}.pulled_group OWNER TO {owner};
ALTER TABLE {data}.maintenance OWNER TO {owner};
ALTER TABLE {data}.pending_signal OWNER TO {owner};
ALTER TABLE {data}.bucket OWNER TO {owner};
ALTER TABLE {data}.past OWNER TO {owner};
ALTER TABLE {data}.counted OWNER TO {owner};
ALTER TABLE {data}.counter_due OWNER TO {owner};
ALTER TABLE {data}.lowered OWNER TO {owner};
ALTER TABLE {data}.stats OWNER TO {owner};
ALTER TABLE {data}.counting OWNER TO {owner};
ALTER TABLE {data}.account OWNER TO {owner};
ALTER TABLE {data}.followees OWNER TO {owner};
ALTER TABLE {data}.packing OWNER TO {owner};
ALTER FUNCTION {data}.capture () OWNER TO {owner};
