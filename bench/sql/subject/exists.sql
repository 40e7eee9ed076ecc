-- $1 feed
SELECT EXISTS (SELECT FROM feed.definition WHERE feed = $1::text)
