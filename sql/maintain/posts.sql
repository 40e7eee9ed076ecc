-- The posts of the keys {keys} that may be in a window, as they are now.
SELECT s.post_id, s.created_at, s.author_id, s.group_key, s.place
FROM (
    SELECT r.{id} AS post_id,
           r.{created_at} AS created_at,
           r.{author} AS author_id,
           {group} AS group_key,
           r.ctid AS place
    FROM {keys} AS k (created_at, post_id)
    JOIN {posts} AS r
      ON r.{created_at} = k.created_at
     AND r.{id} = k.post_id
    WHERE isfinite(r.{created_at})
      AND {shown}
) AS s
WHERE {account}
