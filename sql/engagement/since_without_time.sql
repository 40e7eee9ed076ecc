SELECT {who}, {post}, {place}::smallint, {utc}
FROM {source} AS r
JOIN {posts} AS p
  ON p.{id} = {order}
WHERE {whose}
  AND p.{at} >= {since}
  AND p.{at} < 'infinity'
  AND r.{column} IS NOT NULL
  AND {active}
