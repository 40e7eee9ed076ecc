-- $1 viewer: the cursor behind the first page; NULL where there is no page behind it.
SELECT (SELECT f.cursor FROM {feed}.feed_for($1) AS f WHERE f.rank = 20) AS cursor
