SELECT m.user_id
FROM {feed}.mutuals_of($1) AS m
ORDER BY m.user_id
