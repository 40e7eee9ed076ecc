-- Gives the views to the feed's owner.
ALTER VIEW {feed}.post_stats OWNER TO {owner};
ALTER VIEW {feed}.signal_counts OWNER TO {owner};
ALTER VIEW {feed}.engagement_hourly OWNER TO {owner};
ALTER VIEW {feed}.trending OWNER TO {owner};
