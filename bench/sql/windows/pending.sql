-- How much of the feed is pending.
SELECT count(*)
FROM {data}.pending
