-- $1 viewer: the first page as an app hands it on.
SELECT {feed}.feed_page($1)
