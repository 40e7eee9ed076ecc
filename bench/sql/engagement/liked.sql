-- $1 how many: posts of the last week, chosen by a hash.
SELECT id
FROM {tables}.posts
WHERE created_at >= now() - interval '7 days'
ORDER BY hashint8(id), id
LIMIT $1
