-- Prints a ranked page as a table 109 columns wide: a line to a post. Wants :viewer, :page_size, and the colours :bold, :dim, :plain.

SELECT :'dim' || format(E'  SELECT * FROM home.feed_for(%s, %s);\n', :viewer, :page_size) || :'plain';

SELECT :'dim' || rpad('', 4) || rpad('SCORE', 8) || rpad('WHO', 22) || rpad('WHAT', 54) || 'WHY' || :'plain'
UNION ALL
SELECT :'dim' || concat_ws('  ', repeat('─', 2), repeat('─', 6), repeat('─', 20), repeat('─', 52), repeat('─', 19)) || :'plain';

SELECT rpad(page.rank::text, 4)
       || rpad(coalesce(to_char(page.score, 'FM0.000'), ''), 8)
       || :'bold' || rpad(left(users.display_name, 20), 22) || :'plain'
       || rpad(CASE WHEN length(posts.body) > 52 THEN left(posts.body, 51) || '…' ELSE posts.body END, 54)
       || array_to_string(page.reasons, ' + ')
FROM home.feed_for(:viewer, :page_size) AS page
JOIN posts ON posts.id = page.post_id
JOIN users ON users.id = page.author_id
ORDER BY page.rank;
