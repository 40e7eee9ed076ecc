-- What is trending: posts of the last days, each engagement worth half after twelve hours.

SELECT *
FROM home.trending
LIMIT 6;
