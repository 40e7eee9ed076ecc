-- Locks what the feed keeps about follows, which writes to each page of it, and changes nothing.
BEGIN;
SELECT count(*) FROM (SELECT FROM {data}.followees FOR UPDATE) AS locked;
SELECT count(*) FROM (SELECT FROM {data}.entry FOR UPDATE) AS locked;
SELECT count(*) FROM (SELECT FROM {data}.viewer_window FOR UPDATE) AS locked;
ROLLBACK;
