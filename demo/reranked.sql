-- Shows what :change does to the first page of somebody, and takes it back. Wants :viewer, :page_size, :change (statements), and the colours.

BEGIN;
CREATE TEMP TABLE before ON COMMIT DROP AS
SELECT rank,
       post_id,
       score
FROM home.feed_for(:viewer, 1000);

SELECT :'dim' || regexp_replace(:'change', '^', '  ', 'gn') || E'\n' || :'plain';

\o /dev/null
:change
\o

SELECT rtrim(
           rpad(after.rank::text, 4)
           || :'bold' || rpad(left(users.display_name, 20), 22) || :'plain'
           || rpad(CASE WHEN length(posts.body) > 40 THEN left(posts.body, 39) || '…' ELSE posts.body END, 42)
           || rpad(format('%s → %s', coalesce(to_char(before.score, 'FM0.000'), '  -  '), coalesce(to_char(after.score, 'FM0.000'), '  -  ')), 18)
           || CASE WHEN before.rank = after.rank THEN '' ELSE format('was number %s', before.rank) END
       )
FROM home.feed_for(:viewer, :page_size) AS after
JOIN before USING (post_id)
JOIN posts ON posts.id = after.post_id
JOIN users ON users.id = after.author_id
ORDER BY after.rank;
ROLLBACK;
