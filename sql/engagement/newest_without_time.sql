-- Those of a signal whose rows are as old as their posts. OFFSET 0 has posts looked up one by one: read newest first they
-- would be in order, but most are none that the person engaged with.
(
    SELECT {post}, {place}::smallint, {utc}
    FROM {source} AS r
    CROSS JOIN LATERAL (
        SELECT p.{at}
        FROM {posts} AS p
        WHERE p.{id} = {order}
        OFFSET 0
    ) AS p
    WHERE r.{actor} = $1
      AND p.{at} > '-infinity'
      AND p.{at} < 'infinity'
      AND r.{column} IS NOT NULL
      AND {active}
    ORDER BY p.{at} DESC, {order} DESC
    LIMIT {most}
)
