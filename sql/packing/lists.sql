-- All chunks of the lists of the followers $1.
SELECT f.follower, f.first, f.epoch, f.size, f.numbers
FROM {data}.followees AS f
WHERE f.follower = ANY ($1)
ORDER BY f.follower, f.first
