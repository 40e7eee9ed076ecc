-- Rows of this signal have no time of their own: all are as old as the post.
(
    SELECT r.{actor} AS actor
    FROM {source} AS r
    WHERE r.{post} = s.key
      AND {active}
    ORDER BY r.{actor} DESC
    LIMIT {most}
)
