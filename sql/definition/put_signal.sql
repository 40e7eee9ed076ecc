-- Adds signal $2 to feed $1, with weight $3, whether it is an impression ($4), and the column of posts that shows its count
-- ($5, of type $6). A signal that was removed takes its former place.
INSERT INTO feed.signal AS s (feed, place, signal, weight, default_weight, impression, generation, counter, counter_type)
SELECT $1,
       1 + COALESCE(max(t.place), 0),
       $2,
       $3,
       $3,
       $4,
       1,
       $5::feed.regcolumn,
       $6::oid::regtype
FROM feed.signal AS t
WHERE t.feed = $1
ON CONFLICT (feed, signal) DO UPDATE
SET weight = excluded.weight,
    default_weight = excluded.default_weight,
    impression = excluded.impression,
    generation = s.generation + 1,
    counter = excluded.counter,
    counter_type = excluded.counter_type
