-- Who wrote the posts $1; run as the caller.
SELECT s.place, r.{author}
FROM unnest($1) WITH ORDINALITY AS s (key, place)
JOIN {posts} AS r
  ON r.{id} = s.key
