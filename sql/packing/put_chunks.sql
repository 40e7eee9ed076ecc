-- Puts chunks: of the followers $1, beginning at the numbers $2, of epoch $3, with the sizes $4 and the numbers $5.
INSERT INTO {data}.followees (follower, first, epoch, size, numbers)
SELECT c.follower, c.first, $3, c.size, c.numbers
FROM unnest($1, $2, $4, $5) AS c (follower, first, size, numbers)
ON CONFLICT (follower, first) DO UPDATE
SET epoch = excluded.epoch,
    size = excluded.size,
    numbers = excluded.numbers
