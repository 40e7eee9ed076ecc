-- Rows without a time come last.
(
    SELECT e.actor
    FROM (
        (
            SELECT r.{actor} AS actor, r.{at} AS at
            FROM {source} AS r
            WHERE r.{post} = s.key
              AND r.{at} IS NOT NULL
              AND {active}
            ORDER BY r.{at} DESC, r.{actor} DESC
            LIMIT {most}
        )
        UNION ALL
        (
            SELECT r.{actor}, NULL
            FROM {source} AS r
            WHERE r.{post} = s.key
              AND r.{at} IS NULL
              AND {active}
            ORDER BY r.{actor} DESC
            LIMIT {most}
        )
    ) AS e
    ORDER BY e.at DESC NULLS LAST, e.actor DESC
    LIMIT {most}
)
