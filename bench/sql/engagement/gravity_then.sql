-- The first page by gravity as of when the stage was made.
SELECT *
FROM {feed}.trending_posts(page_size => 50, formula => 'gravity', as_of => (SELECT at FROM {tables}.shift))
