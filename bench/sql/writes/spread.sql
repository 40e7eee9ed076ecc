-- $1 how many: posts of the last week but $2, chosen by a hash.
SELECT p.id
FROM {tables}.posts AS p
WHERE p.created_at >= now() - interval '7 days'
  AND p.id <> $2
ORDER BY hashint8(p.id), p.id
LIMIT $1
