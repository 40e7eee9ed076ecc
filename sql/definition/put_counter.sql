-- Keeps column $3 of posts, of type $4, equal to the count of signal $2 of feed $1; none where it is NULL.
UPDATE feed.signal
SET counter = $3::feed.regcolumn,
    counter_type = $4::oid::regtype
WHERE feed = $1
  AND signal = $2
