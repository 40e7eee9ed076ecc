  AND r.{column} = ANY ($1)
