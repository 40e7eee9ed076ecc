-- Compares posts of feed $1 by column $2, of type $3; no more where these are NULL.
UPDATE feed.registry
SET embedding = $2::feed.regcolumn,
    embedding_type = $3::oid::regtype
WHERE feed = $1
