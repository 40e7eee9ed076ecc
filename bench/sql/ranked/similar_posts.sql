SELECT post_id AS id, author_id, similarity
FROM {feed}.similar_posts($1, 10)
