SELECT r.feed::text
FROM feed.registry AS r
ORDER BY r.feed
