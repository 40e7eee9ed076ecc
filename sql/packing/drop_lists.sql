-- Drops the lists of the followers $1.
DELETE FROM {data}.followees AS f
WHERE f.follower = ANY ($1)
