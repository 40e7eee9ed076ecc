-- The same as JSON.
SELECT {feed}.feed_page($1, 20, NULL, 'recent')
