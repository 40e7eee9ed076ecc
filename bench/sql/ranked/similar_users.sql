SELECT user_id AS id, similarity
FROM {feed}.similar_users($1, 10)
