-- The rows that a trigger would have appended for the likes of people behind number $1.
INSERT INTO {tables}.deltas (post_id, delta)
SELECT l.post_id, 1
FROM {tables}.likes AS l
WHERE l.user_id > $1
