-- The first posts of the last days by a rank that is kept in a column: nothing is computed.
SELECT id, author_id, created_at, rank
FROM {tables}.ranked
WHERE created_at BETWEEN now() - interval '7 days' AND now()
ORDER BY rank DESC, id DESC
LIMIT 50
