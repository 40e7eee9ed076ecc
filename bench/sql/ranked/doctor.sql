-- $1 feed: what is to be said about it, but for the worker, who is switched off while pages are measured.
SELECT severity, finding, coalesce(remedy, '') AS remedy
FROM feed.doctor($1::text::name)
WHERE finding NOT LIKE '%worker%'
