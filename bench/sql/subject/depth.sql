-- Fifty pages in one call: the largest page there is.
SELECT post_id
FROM timeline_for($1, 1000)
