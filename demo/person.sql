-- Prints one person and the first two pages of their timeline.
-- Wants :viewer, :page_size, :cursor, :ms_1, :ms_2, and the colours :bold, :dim, :plain.

SELECT repeat('─', 109);

SELECT :'bold' || users.display_name || :'plain'
       || format('  @%s, %s. %s', users.handle, users.city, users.bio)
FROM users
WHERE id = :viewer;

WITH circle AS (
    SELECT groups.name
    FROM memberships
    JOIN groups ON groups.id = memberships.group_id
    WHERE memberships.user_id = :viewer
      AND memberships.status = 'active'
)
SELECT format(
           'Follows %s, followed by %s, %s.',
           (SELECT count(*) FROM follows WHERE follower_id = :viewer),
           (SELECT count(*) FROM follows WHERE followee_id = :viewer),
           coalesce((SELECT 'member of ' || string_agg(name, ', ' ORDER BY name) FROM circle), 'in no group')
       );

\set title 'Page 1: ' :ms_1 ' ms'
\set after ''
\ir page.sql

\set title 'Page 2: ' :ms_2 ' ms'
\set after :cursor
\ir page.sql
