-- Where the posts of the last seven days begin.
SELECT now() - interval '7 days'
