-- The first posts by a rank that is kept in a column: nothing is computed.
SELECT id, author_id, created_at, rank
FROM {tables}.ranked
ORDER BY rank DESC, id DESC
LIMIT 50
