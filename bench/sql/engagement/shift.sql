-- How much later everything is in the copies of a stage, so that the newest post is of now; and when that was.
CREATE TABLE {tables}.shift AS
SELECT now() - max(created_at) AS by,
       now() AS at
FROM {network}.posts;
