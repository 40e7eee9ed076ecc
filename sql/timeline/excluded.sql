EXISTS (
    SELECT
    FROM {source} AS r
    WHERE r.{viewer} = {who}
      AND r.{author} = {whom}
      AND {active}
    {alone}
)
