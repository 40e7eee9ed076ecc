-- Posts that lost engagement by transactions from $1 on.
SELECT l.post_id, l.removed_by::text::bigint
FROM {data}.lowered AS l
WHERE l.removed_by >= $1::text::xid8
