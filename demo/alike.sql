-- Prints the posts most like one that somebody liked. Wants :viewer and the colours :bold, :dim, :plain.

SELECT likes.post_id AS post
FROM likes
JOIN posts ON posts.id = likes.post_id
WHERE likes.user_id = :viewer
  AND posts.status = 'published'
  AND posts.embedding IS NOT NULL
ORDER BY likes.created_at DESC
LIMIT 1 \gset

SELECT :'dim' || format(E'  SELECT * FROM home.similar_posts(%s, 4);\n', :post) || :'plain';

SELECT '        ' || :'bold' || left(posts.body, 92) || :'plain'
FROM posts
WHERE posts.id = :post;

SELECT '  ' || rpad(to_char(alike.similarity, 'FM0.00'), 6) || left(posts.body, 92)
FROM home.similar_posts(:post, 4) AS alike
JOIN posts ON posts.id = alike.post_id
ORDER BY alike.rank;
