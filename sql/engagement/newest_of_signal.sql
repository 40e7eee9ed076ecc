-- Those of one signal, in the same order: what it leaves out stands behind as many of its own.
(
    SELECT {post}, {place}::smallint, {utc}
    FROM {source} AS r
    WHERE r.{actor} = $1
      AND r.{at} > '-infinity'
      AND r.{at} < 'infinity'
      AND r.{column} IS NOT NULL
      AND {active}
    ORDER BY r.{at} DESC, {order} DESC
    LIMIT {most}
)
