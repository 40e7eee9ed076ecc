-- Reads the indexes and the posts through them: a sequential scan of a large table would go past the buffer cache.
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT count(*) FROM follows WHERE follower_id > 0;
SELECT count(*) FROM posts WHERE author_id > 0;
SELECT count(body) FROM posts WHERE id > 0;
SELECT count(body) FROM posts WHERE created_at > '-infinity';
RESET enable_seqscan;
RESET enable_bitmapscan;
