-- The posts $1 lost engagement by the transactions $2.
INSERT INTO {data}.lowered (post_id, removed_by)
SELECT k.post_id, k.removed_by::text::xid8
FROM unnest($1, $2) AS k (post_id, removed_by)
ON CONFLICT DO NOTHING
