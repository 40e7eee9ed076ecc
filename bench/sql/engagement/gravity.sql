-- The first page by gravity, every column.
SELECT *
FROM {feed}.trending_posts(page_size => 50, formula => 'gravity')
