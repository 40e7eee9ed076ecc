INSERT INTO feed.registry (feed)
VALUES ($1)
