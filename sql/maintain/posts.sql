-- The posts of the keys {keys} that may be in a window, as they are now. Conditions are tried on these alone.
SELECT s.post_id, s.created_at, s.author_id, s.group_key, s.place
FROM (
    SELECT r.{id} AS post_id,
           r.{created_at} AS created_at,
           r.{author} AS author_id,
           {group} AS group_key,
           r."place of the row" AS place
    FROM {keys} AS k (created_at, post_id)
    CROSS JOIN LATERAL (
        SELECT r.*, r.ctid AS "place of the row"
        FROM {posts} AS r
        WHERE r.{created_at} = k.created_at
          AND r.{id} = k.post_id
        OFFSET 0
    ) AS r
    WHERE isfinite(r.{created_at})
      AND {shown}
) AS s
WHERE {account}
