-- Whoever may call the feed's functions may read its views.
GRANT SELECT ON {feed}.post_stats, {feed}.signal_counts, {feed}.engagement_hourly, {feed}.trending TO {role};
