SELECT {who}, {post}, {place}::smallint, {utc}
FROM {source} AS r
WHERE {whose}
  AND r.{at} >= {since}
  AND r.{at} < 'infinity'
  AND r.{column} IS NOT NULL
  AND {active}
