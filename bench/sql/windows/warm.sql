-- $1 viewer
SELECT {feed}.warm($1)
