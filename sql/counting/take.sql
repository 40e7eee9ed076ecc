-- At most $1 pending events behind $2 that nobody has set aside, and where they stand.
SELECT p.ctid::text, p.signal, p.post_id, p.hour, p.was_post_id, p.was_hour, p.recount, p.removed_by::text::bigint
FROM {data}.pending_signal AS p
WHERE p.ctid > $2::tid
  AND p.error IS NULL
LIMIT $1
