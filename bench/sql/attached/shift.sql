-- How much later everything is in the copies: the newest post is of now.
CREATE TABLE {tables}.shift AS
SELECT now() - max(created_at) AS by
FROM {network}.posts;
