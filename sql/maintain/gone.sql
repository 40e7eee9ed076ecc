-- Takes posts out of the windows of those whom they reached, where they are no longer what they were: of time $1, id $2,
-- author $3 and in group $4.
DELETE FROM {data}.entry AS e
USING unnest($1, $2, $3, $4) AS g (created_at, post_id, author_id, group_key)
CROSS JOIN LATERAL (
    {arms}
) AS v (viewer)
WHERE e.viewer = v.viewer
  AND e.created_at = g.created_at
  AND e.post_id = g.post_id
  AND NOT EXISTS (
      SELECT
      FROM (
          {posts}
      ) AS p
      WHERE p.author_id IS NOT DISTINCT FROM g.author_id
        AND p.group_key IS NOT DISTINCT FROM g.group_key
  )
