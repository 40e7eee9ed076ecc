-- $1 viewer, $2 method
SELECT user_id, score, mutual_count
FROM {feed}.suggest_for($1, 10, $2)
