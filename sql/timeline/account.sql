EXISTS (
    SELECT
    FROM {accounts} AS r
    WHERE r.{id} = {key}
      AND {visible}
    {alone}
)
