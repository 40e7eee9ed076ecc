-- Makes room for views of other key types; refused while others' views depend on these.
DROP VIEW IF EXISTS {feed}.post_stats, {feed}.signal_counts, {feed}.engagement_hourly, {feed}.trending;
