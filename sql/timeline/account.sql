EXISTS (
    SELECT
    FROM {accounts} AS r
    WHERE r.{id} = s.key
      AND {visible}
    {alone}
)
