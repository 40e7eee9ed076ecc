-- The cursor behind the first page of :page_size posts of :viewer: where page 2 begins.

SELECT cursor
FROM home.timeline_for(:viewer, page_size => :page_size)
ORDER BY rank DESC
LIMIT 1;
