-- Posts that have been captured and not yet applied.
SELECT post_id
FROM {data}.pending
WHERE post_id IS NOT NULL
