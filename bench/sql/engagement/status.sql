-- $1 feed: how much of it is pending, and what is wrong with it.
SELECT pending, last_error
FROM feed.status
WHERE feed = $1::text
