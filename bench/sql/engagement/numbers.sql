-- How much of everything there is.
SELECT (SELECT count(*) FROM {tables}.posts) AS posts,
       (SELECT count(*) FROM {tables}.posts WHERE created_at >= now() - interval '7 days') AS recent,
       (SELECT count(*) FROM {tables}.likes) AS likes,
       (SELECT count(*) FROM {tables}.comments) AS comments,
       (SELECT count(*) FROM {tables}.views) AS views
