-- All pairs begin to follow each other at once.
INSERT INTO follows (follower_id, followee_id)
SELECT follower_id, followee_id
FROM new_pair
