-- The first page by engagement in the last {within}, every column.
SELECT *
FROM {feed}.trending_posts(within => '{within}', page_size => 50, formula => 'window')
