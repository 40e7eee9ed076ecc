-- At most $1 pending rows behind $2 that nobody has set aside, and where they stand. They are deleted once they are applied.
SELECT p.ctid::text, p.kind::text, p.viewer, p.author_id, p.group_key, p.created_at, p.post_id
FROM {data}.pending AS p
WHERE p.ctid > $2::tid
  AND p.error IS NULL
LIMIT $1
