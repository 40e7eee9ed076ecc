-- Prints the posts of a statement in its order, as a table 109 columns wide, below the statement itself.
-- Wants :title, :statement, and the colours :bold, :dim, :plain.

SELECT E'\n' || :'bold' || :'title' || :'plain';

SELECT :'dim' || regexp_replace(:'statement', '^', '  ', 'gn') || :'plain' || E'\n';

SELECT :'dim'
       || rpad('', 4)
       || rpad('WHO', 22)
       || rpad('WHAT', 36)
       || format('%7s%9s%9s%7s%7s%8s', 'LIKES', 'REPLIES', 'REPOSTS', 'SAVED', 'VIEWS', 'VALUE')
       || :'plain'
UNION ALL
SELECT :'dim'
       || concat_ws(
              '  ',
              repeat('─', 2),
              repeat('─', 20),
              repeat('─', 36),
              repeat('─', 5),
              repeat('─', 7),
              repeat('─', 7),
              repeat('─', 5),
              repeat('─', 5),
              repeat('─', 6)
          )
       || :'plain';

WITH listed AS (
    SELECT row_number() OVER () AS rank,
           given.*
    FROM (
:statement
    ) AS given
), post AS (
    SELECT listed.*,
           now() - posts.created_at AS age,
           users.display_name,
           string_to_array(regexp_replace(posts.body || ' ', '(.{1,36})\s+', E'\\1\n', 'g'), E'\n') AS lines
    FROM listed
    JOIN posts ON posts.id = listed.post_id
    JOIN users ON users.id = posts.author_id
), entry AS (
    SELECT rank,
           display_name,
           CASE
               WHEN age < interval '1 hour' THEN extract(minute FROM age) || ' min ago'
               WHEN age < interval '1 day' THEN extract(hour FROM age) || ' h ago'
               WHEN age < interval '2 days' THEN 'yesterday'
               ELSE extract(day FROM age) || ' days ago'
           END AS age,
           format(
               '%7s%9s%9s%7s%7s%8s',
               likes,
               replies,
               reposts,
               bookmarks,
               views,
               to_char(value, 'FM99990.0')
           ) AS numbers,
           CASE
               WHEN lines[4] <> '' THEN lines[1:2] || (left(lines[3], 35) || '…')
               ELSE array_remove(lines, '')
           END AS lines
    FROM post
)
SELECT rtrim(
           CASE n
               WHEN 1 THEN rpad(rank::text, 4) || :'bold' || rpad(left(display_name, 20), 22) || :'plain'
               WHEN 2 THEN rpad('', 4) || :'dim' || rpad(age, 22) || :'plain'
               ELSE rpad('', 26)
           END
           || rpad(coalesce(lines[n], ''), 36)
           || CASE n WHEN 1 THEN numbers ELSE '' END
       )
FROM entry
CROSS JOIN LATERAL generate_series(1, greatest(2, cardinality(lines))) AS n
ORDER BY rank,
         n;
