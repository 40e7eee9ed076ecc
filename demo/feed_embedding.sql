-- And where pgvector is, what posts are about:

SELECT feed.add_embedding('home');
